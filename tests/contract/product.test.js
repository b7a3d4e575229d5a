'use strict';
// Every request of the product's own Twilio client, through the OpenAPI validator.
// Environment: CONTRACT_MODULES, CONTRACT_SIMULATOR, CONTRACT_PRODUCT, CONTRACT_OPENAPI (empty: skipped).

const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const { it } = require('node:test');
const { startListening } = require('./processes.js');
const { startProxy } = require('./validating-proxy.js');

const openapi = process.env.CONTRACT_OPENAPI;

function run(program, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (part) => { text += part; });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, text }));
  });
}

it('asks only what the documents know', { skip: !openapi && 'the OpenAPI documents are not here' }, async () => {
  const simulator = await startListening(process.env.CONTRACT_SIMULATOR, ['--step', '2000']);
  const proxy = await startProxy({ upstream: simulator.url, openapi, modules: process.env.CONTRACT_MODULES });
  try {
    const { code, text } = await run(process.env.CONTRACT_PRODUCT, [proxy.url]);
    assert.deepEqual(proxy.violations, []);
    assert.equal(code, 0, text);
    assert.equal(text.trim().split('\n').length, 15, text);
  } finally {
    proxy.close();
    simulator.stop();
  }
});
