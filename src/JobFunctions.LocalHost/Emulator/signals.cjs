// Loaded into the emulator before anything else.

// Ctrl-C reaches every process of the terminal. The host needs its storage until it has shut down, and then says stop.
const once = process.once;
process.once = function (event, listener) {
  return event === 'SIGINT' ? this : once.call(this, event, listener);
};
process.on('SIGINT', () => {});

// A word on the standard input works like SIGTERM, which Windows does not have.
process.stdin.once('data', () => {
  process.stdin.destroy();
  process.emit('SIGTERM');
});

// The end of the input means that the host is gone without a word. Tests want nothing left behind; otherwise the next host
// finds the emulator and uses it, so nobody's reading must not end it.
process.stdin.once('end', () => {
  if (process.env.EMULATOR_ENDS_WITH_PARENT) process.exit(0);
});
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});
