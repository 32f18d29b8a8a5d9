/** Two texts of more than 512 tokens each, written for measuring language models: nobody was trained on them. */
export const PROSE: readonly [string, string] = [
  `The warehouse in Harbour Street opens at six in the morning, and by seven the first lorries are already waiting at
the gate. Every driver reports to the office, shows the delivery note and receives a number. Goods that must stay cold
are unloaded first, whatever the number says, because the law allows only fifteen minutes between the lorry and the
cold store. After that the order of arrival counts, and nobody may change it without asking the shift leader.

When a pallet has been unloaded, it is weighed and compared with the delivery note. If the weight differs by more than
two percent, the pallet is put aside and a photograph is taken. The supplier is told on the same day, by mail, with the
photograph and the two weights. In most cases the difference can be explained: a broken carton, a wet pallet, a wrong
label. Where it cannot be explained, the goods are sent back at the supplier's cost, and the purchasing department
decides whether to order again.

Employees who work with the fork-lift need a licence that is not older than five years. The licence is checked in
January, and anyone whose licence has expired works on foot until it has been renewed. The company pays for the course
and for the time that it takes, but not for a second attempt. New employees begin with a week of walking beside an
experienced colleague, and they are not allowed to drive during this time, even if they have driven elsewhere.

At the end of each shift the aisles are swept, the batteries are put on charge and the doors of the cold store are
checked twice. The shift leader signs the list, writes down anything unusual and hands the keys to the next shift. If
nobody comes to take them, the keys go into the safe and the duty manager is called. This has happened only three times
in eleven years, and each time the reason was snow. In the spring the list will be replaced by a tablet computer, which
asks the same questions in the same order but cannot be signed with one name for a whole week at a time.

Visitors are welcome on the first Thursday of the month. They wear a yellow vest, stay between the green lines and are
never left alone. Children under fourteen may look through the window of the office, from which one can see almost the
entire hall, the cold store, and, on a clear day, the ships that bring most of the goods to the harbour.`,
  `A computer program that answers questions about documents has to do three things well. It must find the right place,
it must understand what was asked, and it must say where the answer came from. The first of these is older than
computers themselves: every library has a catalogue, and every catalogue is an attempt to guess which words a reader
will use. A search engine makes the same guess, only faster. It counts how often a word occurs in a document and how
rare that word is elsewhere, and it prefers documents in which rare words from the question occur often.

This simple idea works surprisingly well, but it fails when the reader and the writer use different words for the same
thing. Someone who asks about holidays will not find a page that speaks only of annual leave. For this reason modern
systems also compare meanings. A neural network turns the question and each paragraph into a list of numbers, so that
texts with a similar meaning get similar numbers, and the nearest paragraphs are shown first. The two methods make
different mistakes, and a list that combines both of them is usually better than either.

The second task looks easy and is not. People rarely write complete questions. They write two words, or half a
sentence, or a second question that makes sense only after the first one. A good assistant therefore remembers what was
said before and rewrites the question for itself before it begins to search. It also notices when a question has no
answer in the documents. This is the hardest part, because a language model has been trained to continue any text, and
a confident sentence is always more likely than an honest silence.

The third task decides whether anyone will trust the result. If an answer says that an invoice must be paid within
thirty days, the reader wants to see the sentence in the contract, with the date of the contract and the page. It is
not enough to name the file. A reference should open at the exact line, and the line should be marked, so that checking
takes a second rather than a minute. Experience shows that people check the first few answers very carefully, and then,
if those were right, they stop checking. An assistant that is wrong in one case out of twenty is therefore more
dangerous than one that is wrong in every second case, and it has to make its doubts visible on its own. None of this
needs a large machine. It needs careful work on many small things, and a patient reader who reports the mistakes that are left.`,
];
