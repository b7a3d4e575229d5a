'use strict';
// Our segment counter against npm sms-segments-calculator, over random texts. The calculator keeps a whole grapheme in one
// segment, Twilio's published rules only a surrogate pair, so the texts hold no clusters (joiners, marks, flags, CR LF).
// Environment: CONTRACT_MODULES, CONTRACT_SEGMENTS, CONTRACT_SEED (optional).

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { it } = require('node:test');

const { SegmentedMessage } = require(path.join(process.env.CONTRACT_MODULES, 'sms-segments-calculator'));

let seed = Number(process.env.CONTRACT_SEED || 20260101);
function random(below) {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor((seed / 4294967296) * below);
}

const plain = [...'abcdefghijklmnopqrstuvwxyz ABCDEFGHIJ 0123456789 .,:;!?()@£$¥èéùìòÇØøÅåÆæßÉÄÖÑÜ§¿äöñüàΔΦΓΛΩΠΨΣΘΞ\n'];
const extended = [...'^{}[]~|\\€'];
const wide = [...'’“”–…ñáíóú中文字日本語Привет😀🎉📞🏠'];

function randomText() {
  const length = random(4) === 0 ? [69, 70, 71, 134, 135, 159, 160, 161, 306, 307][random(10)] + random(3) : random(420);
  const share = [0, 0, 2, 20][random(4)];
  const others = random(2) === 0 ? extended : wide;
  let text = '';
  for (let i = 0; i < length; ++i) {
    const from = random(100) < share ? others : plain;
    text += from[random(from.length)];
  }
  return text;
}

it('counts as the calculator does over 2500 texts', () => {
  const texts = ['a', '€', '😀', 'a'.repeat(160), 'a'.repeat(161), '€'.repeat(80), '€'.repeat(81), '😀'.repeat(35),
    '😀'.repeat(36), 'a'.repeat(152) + '€' + 'a'.repeat(10), '中'.repeat(66) + '😀'.repeat(3)];
  while (texts.length < 2500) texts.push(randomText() || 'x');
  const run = spawnSync(process.env.CONTRACT_SEGMENTS, [], { input: JSON.stringify(texts), maxBuffer: 1 << 28 });
  assert.equal(run.status, 0, String(run.stderr));
  const ours = JSON.parse(run.stdout);
  assert.equal(ours.length, texts.length);
  let wideTexts = 0;
  texts.forEach((text, i) => {
    const theirs = new SegmentedMessage(text);
    const expected = { encoding: theirs.encodingName, segments: theirs.segmentsCount };
    wideTexts += expected.encoding === 'UCS-2' ? 1 : 0;
    assert.deepEqual(ours[i], expected, JSON.stringify(text));
  });
  assert.ok(wideTexts > 300 && wideTexts < 2200);
});
