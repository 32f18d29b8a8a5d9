/**
 * What pip needs of our surroundings: where programs and its settings lie, and how the network is reached. Not among
 * them: the database's address and whatever else this product was given for itself.
 */
const ALLOWED =
  /^(PATH|HOME|USER|LOGNAME|USERPROFILE|APPDATA|LOCALAPPDATA|SYSTEMROOT|WINDIR|TMPDIR|TMP|TEMP|LANG|LANGUAGE|LC_[A-Z]+|TZ|(HTTPS?|ALL|NO|FTP)_PROXY|NETRC|SSL_CERT_(FILE|DIR)|(REQUESTS|CURL)_CA_BUNDLE|LD_LIBRARY_PATH|(PIP|PYTHON|PYENV|XDG)_?\w*|VIRTUAL_ENV|CONDA_PREFIX)$/i;

export const pipEnvironment = (
  temporary: string,
  from: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(from).filter(([name]) => ALLOWED.test(name))),
  TMPDIR: temporary,
});
