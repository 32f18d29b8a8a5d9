/**
 * What each code of the server means, one sentence a code: why a document failed, why something was refused. The
 * server's own sentences are English and often more exact; these stand in wherever they cannot be shown.
 */
export const reasonsEn = {
  // documents
  'unsupported-format':
    'This kind of file cannot be read. Save it as docx, xlsx, pptx, pdf, html, md, txt, csv or eml; unpack archives first.',
  'needs-password': 'This file is protected or encrypted. Save a copy without protection and upload that.',
  damaged:
    'This file is damaged or of another kind. Open it in its own program, save it again, and upload that copy.',
  'too-large': 'This file is larger, or holds more, than can be read. Split it into smaller files.',
  'too-deep': 'This file nests its parts too deeply to be read. Simplify it and upload it again.',
  'out-of-memory': 'This file needs more memory than one file may use. Split it into smaller files.',
  'timed-out': 'Reading this file took too long. Split it into smaller files or save it again.',
  empty: 'This file holds no text.',
  'no-text':
    'This file holds only pictures, as scans do. Run text recognition (OCR) over it and upload the result.',
  'parser-crashed':
    'This file could not be read. Open it in its own program, save it again, and upload that copy.',
  internal: 'Something went wrong on the server. Try again; if it stays, tell your administrator the time.',
  'document-failed': 'This file could not be read, so there is nothing to show.',
  'document-not-read': 'This file has not been read yet. Try again in a moment.',
  'document-not-failed': 'This document has not failed, so there is nothing to try again.',
  'file-not-kept': 'This file was refused when it came, so it was not kept. Change it and upload it again.',
  'original-not-kept': 'This file was refused when it came, so it was not kept.',
  'view-expired': 'This view is too old. Open the document again.',
  'upload-cancelled': 'This upload was cancelled. Start a new one.',
  'sample-company-missing': 'The sample company is not part of this installation.',
  'answer-running': 'The answer is not finished yet. Vote when it is.',
  // signing in, people, spaces
  'wrong-credentials': 'The sign-in name or the password is wrong.',
  'wrong-password': 'The current password is wrong.',
  'login-locked': 'Too many wrong passwords. Wait a while, then try again.',
  'weak-password':
    'This password is too weak: take at least 10 characters, more than a few different ones, and not your sign-in name.',
  'person-disabled': 'This account is disabled.',
  'session-ended': 'Your session has ended.',
  'not-signed-in': 'You are not signed in.',
  'csrf-token': 'This page is out of date. Reload it.',
  'login-taken': 'Somebody has this sign-in name already. Choose another one.',
  'link-not-found': 'This link has been used, has expired or was replaced by a newer one.',
  'owner-exists': 'This installation has an owner already.',
  'setup-token-unknown': 'This is not the address that was printed at the last start. Open the newest one.',
  'person-invited': 'This person has not accepted the invitation yet.',
  'person-not-found': 'This person is not here any more.',
  'last-owner': 'The company needs an owner. Make somebody else one first.',
  'last-space-owner': 'A space needs an owner. Name another one first.',
  'space-personal': 'A personal space is one person’s alone; this cannot be done with it.',
  'space-role-missing': 'Your role in this space is not enough for that.',
  'permission-missing': 'Only an owner of the company may do this.',
  'group-name-taken': 'There is a group of this name already.',
  'group-not-found': 'This group is not here any more.',
  'grant-not-found': 'This member is not here any more.',
  'session-not-found': 'This session has ended already.',
  'api-key-not-found': 'This key is not here any more.',
  'expiry-passed': 'The expiry lies in the past. Choose a later time.',
  'answer-not-found': 'This answer is not here any more.',
  'upload-not-found': 'This upload is not here any more.',
  'invalid-request': 'Something that was entered cannot be taken.',
  'request-in-progress': 'The same request is being carried out now.',
  // models
  'model-missing': 'The weights of this model are not on this machine. Fetch them on the Models page.',
  'model-not-found': 'This model is not in the catalog.',
  'model-not-fetched':
    'The weights could not be fetched. Check the connection to the internet and try again.',
  'model-being-fetched': 'This model is being fetched. Wait until that ends.',
  'model-cannot-start': 'This model cannot start.',
  'model-restarting': 'The model was restarted while it worked on this.',
  'model-stopped': 'The model is being stopped.',
  'model-slow': 'The model did not answer in time.',
  'model-busy': 'The model’s server has too much to do.',
  'model-server-failed': 'The model’s server failed.',
  'model-server-refused': 'The model’s server refuses the key. Check the configuration.',
  'model-server-silent': 'The model’s server has stopped sending.',
  'model-dimensions': 'This model does not fit the index. Use the one that the index was made with.',
  'architecture-unsupported': 'This release cannot run models of this architecture.',
  'prompt-too-long': 'The question with its passages is longer than the model reads.',
};
