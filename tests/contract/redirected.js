'use strict';
// npm twilio's HTTP client, sent to another host: paths and queries stay as Twilio's library makes them.

const path = require('node:path');
const twilio = require(path.join(process.env.CONTRACT_MODULES, 'twilio'));

class Redirected extends twilio.RequestClient {
  constructor(origin) {
    super();
    this.origin = origin;
  }
  request(options) {
    const url = new URL(options.uri);
    return super.request({ ...options, uri: this.origin + url.pathname + url.search });
  }
}

module.exports = { twilio, Redirected };
