'use strict';
// Starts a program of ours and waits for its "listening on URL".

const { spawn } = require('child_process');

function startListening(program, args) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    let text = '';
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`${program} ended with ${code}`)));
    child.stdout.on('data', (part) => {
      text += part;
      const found = /listening on (http:\S+)/.exec(text);
      if (found) resolve({ url: found[1], stop: () => child.kill() });
    });
  });
}

module.exports = { startListening };
