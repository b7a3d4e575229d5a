'use strict';
// What npm twilio does with the work of bench_http, as it comes: it keeps its connections.
//   CONTRACT_MODULES=… node bench_http_npm.js URL WARM COUNT IN_FLIGHT    prints requests a second of COUNT

const { twilio, Redirected } = require('../contract/redirected.js');

const [origin, warm, count, inFlight] = [process.argv[2], ...process.argv.slice(3).map(Number)];
const client = twilio('SK0123456789abcdef0123456789abcdef', 'not-so-secret',
  { accountSid: 'AC0123456789abcdef0123456789abcdef', httpClient: new Redirected(origin) });

async function run(word, total) {
  let next = 0;
  const worker = async () => {
    while (next < total)
      await client.messages.create({ to: '+13125550111', from: '+13125550100', body: `${word} ${next++}` });
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
}

(async () => {
  await run('Warm', warm);
  const start = process.hrtime.bigint();
  await run('Text', count);
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  console.log((count / seconds).toFixed(1));
  process.exit(0);
})();
