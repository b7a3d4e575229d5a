'use strict';
// Twilio's own Node library against practiceline-simulator, straight and through the OpenAPI validator.
// Environment: CONTRACT_MODULES, CONTRACT_SIMULATOR, CONTRACT_OPENAPI (empty: without the validator).

const assert = require('node:assert/strict');
const http = require('node:http');
const { after, before, describe, it } = require('node:test');
const { startListening } = require('./processes.js');
const { twilio, Redirected } = require('./redirected.js');
const { startProxy } = require('./validating-proxy.js');

const modules = process.env.CONTRACT_MODULES;
const openapi = process.env.CONTRACT_OPENAPI;

const account = 'AC00000000000000000000000000000de0';
const service = 'MG00000000000000000000000000000de0';
const own = '+13125550100';
const peer = '+13125550111';

function clientOf(origin, secret = 'secret') {
  return twilio('SK00000000000000000000000000000de0', secret, { accountSid: account, httpClient: new Redirected(origin) });
}

async function until(what, condition) {
  for (let tries = 0; tries < 300; ++tries) {
    const value = await condition();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`did not happen: ${what}`);
}

async function receive(origin, body) {
  await fetch(`${origin}/simulator/receive`, { method: 'POST', body: new URLSearchParams({ From: peer, Body: body }) });
}

function refusedWith(code, status) {
  return (error) => error.code === code && error.status === status && /docs\/errors\//.test(error.moreInfo);
}

function suite(originOf) {
  it('creates a text that is delivered and priced', async () => {
    const client = clientOf(originOf());
    const created = await client.messages.create({ to: peer, from: own, body: 'Plus + percent % ünï 😀', validityPeriod: 14400 });
    assert.equal(created.status, 'queued');
    assert.equal(created.body, 'Plus + percent % ünï 😀');
    assert.equal(created.dateSent, null);
    const done = await until('price', async () => {
      const fetched = await client.messages(created.sid).fetch();
      return fetched.price && fetched;
    });
    assert.equal(done.status, 'delivered');
    assert.equal(done.price, '-0.00790');
    assert.equal(done.numSegments, '1');
    assert.ok(Math.abs(done.dateCreated - Date.now()) < 120000);
    assert.ok(done.dateSent instanceof Date);
  });

  it('sends by messaging service and fails by number', async () => {
    const client = clientOf(originOf());
    const created = await client.messages.create({ to: '+13125550005', messagingServiceSid: service, body: 'Hi' });
    assert.equal(created.status, 'accepted');
    assert.equal(created.from, null);
    const done = await until('failed', async () => {
      const fetched = await client.messages(created.sid).fetch();
      return fetched.status === 'failed' && fetched;
    });
    assert.equal(done.errorCode, 30005);
    assert.equal(done.from, own);
  });

  it('lists by pages and by filters', async () => {
    const client = clientOf(originOf());
    for (let i = 0; i < 7; ++i) await client.messages.create({ to: '+13125550133', from: own, body: `Number ${i}` });
    const all = await client.messages.list({ to: '+13125550133', pageSize: 3 });
    assert.deepEqual(all.map((row) => row.body), [6, 5, 4, 3, 2, 1, 0].map((i) => `Number ${i}`));
    const page = await client.messages.page({ to: '+13125550133', pageSize: 3 });
    assert.equal(page.instances.length, 3);
    const second = await page.nextPage();
    assert.equal(second.instances[0].body, 'Number 3');
    assert.equal((await second.previousPage()).instances[0].body, 'Number 6');
    await until('sent today', async () =>
      (await client.messages.list({ to: '+13125550133', dateSentAfter: new Date(Date.now() - 86400000) })).length === 7);
    const before = await client.messages.list({ to: '+13125550133', dateSentBefore: new Date(Date.now() - 3 * 86400000) });
    assert.equal(before.length, 0);
  });

  it('redacts, schedules, cancels and deletes', async () => {
    const client = clientOf(originOf());
    const created = await client.messages.create({ to: peer, from: own, body: 'Secret' });
    await until('delivered', async () => (await client.messages(created.sid).fetch()).status === 'delivered');
    assert.equal((await client.messages(created.sid).update({ body: '' })).body, '');
    assert.equal(await client.messages(created.sid).remove(), true);
    await assert.rejects(client.messages(created.sid).fetch(), refusedWith(20404, 404));
    const later = await client.messages.create({ to: peer, messagingServiceSid: service, body: 'Later',
      scheduleType: 'fixed', sendAt: new Date(Date.now() + 900000) });
    assert.equal(later.status, 'scheduled');
    assert.equal((await client.messages(later.sid).update({ status: 'canceled' })).status, 'canceled');
  });

  it('shows replies and honours STOP', async () => {
    const client = clientOf(originOf());
    await receive(originOf(), 'STOP');
    const [inbound] = await client.messages.list({ from: peer, limit: 1 });
    assert.equal(inbound.direction, 'inbound');
    assert.equal(inbound.status, 'received');
    await assert.rejects(client.messages.create({ to: peer, from: own, body: 'Hi' }), refusedWith(21610, 400));
    await receive(originOf(), 'START');
    await client.messages.create({ to: peer, from: own, body: 'Hi' });
  });

  it('refuses as Twilio does', async () => {
    const client = clientOf(originOf());
    await assert.rejects(client.messages.create({ to: '+1', from: own, body: 'x' }), refusedWith(21211, 400));
    await assert.rejects(client.messages.create({ to: peer, from: own, body: 'x'.repeat(1601) }), refusedWith(21617, 400));
    await assert.rejects(client.messages.create({ to: peer, from: '+13125550101', body: 'x' }), refusedWith(21606, 400));
    await assert.rejects(client.calls.create({ to: peer, from: own, twiml: 'x'.repeat(4001) }), refusedWith(32018, 400));
  });

  it('bridges a call', async () => {
    const client = clientOf(originOf());
    const twiml = new twilio.twiml.VoiceResponse();
    twiml.say('Call from your practice.');
    twiml.dial({ callerId: own }).number(peer);
    const call = await client.calls.create({ to: '+13125550199', from: own, twiml: twiml.toString(),
      timeout: 18, machineDetection: 'Enable' });
    assert.equal(call.status, 'queued');
    const child = await until('talking', async () => {
      const [leg] = await client.calls.list({ parentCallSid: call.sid });
      return leg && leg.status === 'in-progress' && leg;
    });
    assert.equal(child.direction, 'outbound-dial');
    assert.equal(child.to, peer);
    assert.equal((await client.calls(call.sid).fetch()).answeredBy, 'human');
    assert.equal((await client.calls(call.sid).update({ status: 'completed' })).status, 'completed');
    const done = await until('call price', async () => {
      const fetched = await client.calls(call.sid).fetch();
      return fetched.price && fetched;
    });
    assert.ok(Number(done.duration) >= 1);
    assert.equal((await client.calls.list({ status: 'completed', to: peer, startTimeAfter: new Date() })).length >= 0, true);
    assert.equal((await client.calls(child.sid).fetch()).status, 'completed');
  });

  it('reads account, numbers and service', async () => {
    const client = clientOf(originOf());
    assert.equal((await client.api.v2010.accounts(account).fetch()).status, 'active');
    const numbers = await client.incomingPhoneNumbers.list({ phoneNumber: own });
    assert.equal(numbers.length, 1);
    assert.equal(numbers[0].capabilities.sms, true);
    assert.equal((await client.incomingPhoneNumbers(numbers[0].sid).fetch()).phoneNumber, own);
    assert.ok((await client.messaging.v1.services(service).fetch()).inboundRequestUrl);
    assert.equal((await client.messaging.v1.services.list()).length, 1);
  });
}

async function startSimulator(...more) {
  return startListening(process.env.CONTRACT_SIMULATOR, ['--step', '100', '--price-lag', '50', ...more]);
}

describe('the simulator itself', () => {
  let simulator;
  before(async () => { simulator = await startSimulator(); });
  after(() => simulator && simulator.stop());
  suite(() => simulator.url);
});

describe('faults and test credentials', () => {
  it('refuses a login', async () => {
    const simulator = await startSimulator('--user', 'SKother');
    await assert.rejects(clientOf(simulator.url).messages.list(), refusedWith(20003, 401));
    simulator.stop();
  });
  it('answers 429 once', async () => {
    const simulator = await startSimulator('--fault', '429', '--fault-count', '1');
    await assert.rejects(clientOf(simulator.url).messages.list(), refusedWith(20429, 429));
    assert.equal((await clientOf(simulator.url).messages.list()).length, 0);
    simulator.stop();
  });
  it('knows the magic numbers', async () => {
    const simulator = await startSimulator('--test-credentials');
    const client = clientOf(simulator.url);
    await assert.rejects(client.messages.list(), refusedWith(20008, 403));
    await assert.rejects(client.messages.create({ to: '+15005550009', from: '+15005550006', body: 'x' }), refusedWith(21614, 400));
    assert.equal((await client.messages.create({ to: peer, from: '+15005550006', body: 'x' })).status, 'queued');
    simulator.stop();
  });
});

describe('through the OpenAPI validator', { skip: !openapi && 'the OpenAPI documents are not here' }, () => {
  let simulator, proxy;
  before(async () => {
    if (!openapi) return;
    simulator = await startSimulator();
    proxy = await startProxy({ upstream: simulator.url, openapi, modules });
  });
  after(() => {
    if (proxy) proxy.close();
    if (simulator) simulator.stop();
  });
  suite(() => proxy.url);
  it('found no violation', () => assert.deepEqual(proxy.violations, []));

  it('would find violations', async () => {
    const messages = `/2010-04-01/Accounts/${account}/Messages.json`;
    const headers = { authorization: 'Basic ' + Buffer.from('a:b').toString('base64') };
    const post = (fields) => fetch(proxy.url + messages, { method: 'POST', headers, body: new URLSearchParams(fields) });
    const provoke = async (what, request) => {
      const known = proxy.violations.length;
      await request();
      assert.equal(proxy.violations.length, known + 1, what);
    };
    await provoke('unknown form name', () => post({ To: peer, From: own, Boddy: 'x' }));
    await provoke('no To', () => post({ From: own, Body: 'x' }));
    await provoke('bad service sid', () => post({ To: peer, MessagingServiceSid: 'MG1', Body: 'x' }));
    await provoke('unknown filter', () => fetch(`${proxy.url}${messages}?Status=sent`, { headers }));
    await provoke('no login', () => fetch(proxy.url + messages));
  });

  it('would find a reply that lacks a field', async () => {
    const liar = http.createServer((request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ messages: [], page: 0, page_size: 50, start: 0, end: 0, uri: '/x', first_page_uri: '/x',
        next_page_uri: null }));
    });
    await new Promise((resolve) => liar.listen(0, '127.0.0.1', resolve));
    const other = await startProxy({ upstream: `http://127.0.0.1:${liar.address().port}`, openapi, modules });
    await clientOf(other.url).messages.page().catch(() => {});
    assert.equal(other.violations.length, 1);
    assert.match(other.violations[0].reasons[0], /previous_page_uri/);
    other.close();
    liar.close();
  });
});
