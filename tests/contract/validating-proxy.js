'use strict';
// A proxy that holds requests and replies against Twilio's OpenAPI documents. A violation answers 500 with the reason and
// is written as one JSON line to --log. Usage:
//   node validating-proxy.js --upstream http://127.0.0.1:PORT --openapi FOLDER --modules FOLDER/node_modules [--log FILE]
// Prints "listening on http://127.0.0.1:PORT" when it is ready, and ends with its standard input.

const { spawn } = require('child_process');
const fs = require('fs');
const http = require('http');
const net = require('net');
const os = require('os');
const path = require('path');
const { prepare, unknownNames } = require('./documents.js');

function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function reachable(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => { socket.destroy(); resolve(true); });
    socket.on('error', () => resolve(false));
  });
}

async function startPrism(modules, document, upstream, folder, name) {
  const file = path.join(folder, `${name}.json`);
  fs.writeFileSync(file, JSON.stringify(document));
  const port = await freePort();
  const cli = path.join(modules, '@stoplight', 'prism-cli', 'dist', 'index.js');
  const child = spawn(process.execPath, [cli, 'proxy', '-h', '127.0.0.1', '-p', String(port), '-v', 'error', '--errors',
    '--cors', 'false', file, upstream], { stdio: ['ignore', 'ignore', 'inherit'] });
  for (let tries = 0; tries < 600; ++tries) {
    if (child.exitCode !== null) throw new Error(`the validator for ${name} ended with ${child.exitCode}`);
    if (await reachable(port)) return { child, port };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  child.kill();
  throw new Error(`the validator for ${name} does not start`);
}

async function startProxy({ upstream, openapi, modules, log }) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'practiceline-contract-'));
  const documents = { api: prepare(openapi, 'api'), messaging: prepare(openapi, 'messaging') };
  const prisms = {};
  for (const name of Object.keys(documents))
    prisms[name] = await startPrism(modules, documents[name], upstream, folder, name);
  const violations = [];

  function report(request, form, reasons) {
    const violation = { method: request.method, url: request.url, form, reasons };
    violations.push(violation);
    if (log) fs.appendFileSync(log, JSON.stringify(violation) + '\n');
  }

  function forward(request, body, port, response, inspect) {
    const outgoing = http.request({ host: '127.0.0.1', port, method: request.method, path: request.url,
      headers: { ...request.headers, connection: 'close' }, agent: false }, (reply) => {
      const parts = [];
      reply.on('data', (part) => parts.push(part));
      reply.on('end', () => {
        const content = Buffer.concat(parts);
        if (inspect && String(reply.headers['content-type']).startsWith('application/problem+json')) inspect(content);
        const headers = { ...reply.headers };
        delete headers['transfer-encoding'];
        delete headers.connection;
        if (reply.statusCode !== 204) headers['content-length'] = content.length;
        response.writeHead(reply.statusCode, headers);
        response.end(content);
      });
    });
    outgoing.on('error', () => response.destroy());
    outgoing.end(body);
  }

  const server = http.createServer((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts);
      const name = request.url.startsWith('/2010-04-01/') ? 'api' : request.url.startsWith('/v1/') ? 'messaging' : null;
      if (!name) return forward(request, body, Number(new URL(upstream).port), response);
      const unknown = unknownNames(documents[name], request.method, request.url, body.toString('utf8'));
      if (unknown.length > 0) {
        report(request, body.toString('utf8'), unknown.map((text) => `unknown ${text}`));
        response.writeHead(500, { 'content-type': 'application/problem+json' });
        return response.end(JSON.stringify({ title: 'unknown parameter', unknown }));
      }
      forward(request, body, prisms[name].port, response,
        (content) => report(request, body.toString('utf8'), [content.toString('utf8')]));
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    violations,
    close() {
      server.close();
      for (const prism of Object.values(prisms)) prism.child.kill();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

module.exports = { startProxy };

if (require.main === module) {
  const options = {};
  for (let i = 2; i + 1 < process.argv.length; i += 2) options[process.argv[i].replace(/^--/, '')] = process.argv[i + 1];
  for (const name of ['upstream', 'openapi', 'modules']) {
    if (!options[name]) {
      console.error(`validating-proxy.js: --${name} is missing`);
      process.exit(2);
    }
  }
  startProxy(options).then((proxy) => {
    console.log(`listening on ${proxy.url}`);
    const end = () => { proxy.close(); process.exit(0); };
    process.on('SIGTERM', end);
    process.on('SIGINT', end);
    process.stdin.on('end', end).on('error', end).resume();
  }, (error) => {
    console.error(`validating-proxy.js: ${error.message}`);
    process.exit(1);
  });
}
