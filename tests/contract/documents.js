'use strict';
// Prepares Twilio's OpenAPI documents for validation. As published they let too much pass: no reply field is required,
// unknown reply fields are allowed, array form parameters are not said to repeat, and errors are not described at all.

const fs = require('fs');
const path = require('path');

const paths = {
  api: [
    '/2010-04-01/Accounts/{Sid}.json',
    '/2010-04-01/Accounts/{AccountSid}/Messages.json',
    '/2010-04-01/Accounts/{AccountSid}/Messages/{Sid}.json',
    '/2010-04-01/Accounts/{AccountSid}/Calls.json',
    '/2010-04-01/Accounts/{AccountSid}/Calls/{Sid}.json',
    '/2010-04-01/Accounts/{AccountSid}/IncomingPhoneNumbers.json',
    '/2010-04-01/Accounts/{AccountSid}/IncomingPhoneNumbers/{Sid}.json',
    '/2010-04-01/Accounts/{AccountSid}/OutgoingCallerIds.json',
  ],
  messaging: ['/v1/Services', '/v1/Services/{Sid}', '/v1/Services/{ServiceSid}/PhoneNumbers'],
};
const files = { api: 'twilio_api_v2010.json', messaging: 'twilio_messaging_v1.json' };

const errorReply = {
  description: 'Twilio error',
  content: {
    'application/json': {
      schema: {
        type: 'object',
        required: ['code', 'message', 'more_info', 'status'],
        additionalProperties: false,
        properties: {
          code: { type: 'integer' },
          message: { type: 'string', minLength: 1 },
          more_info: { type: 'string', pattern: '^https://www\\.twilio\\.com/docs/errors/[0-9]+$' },
          status: { type: 'integer' },
        },
      },
    },
  },
};

// Every property required and no other allowed, at each level that names its properties.
function close(schema, document, seen) {
  if (!schema || seen.has(schema)) return;
  seen.add(schema);
  if (schema.$ref) return close(document.components.schemas[schema.$ref.split('/').pop()], document, seen);
  if (schema.properties) {
    schema.required = Object.keys(schema.properties);
    schema.additionalProperties = false;
    for (const [name, property] of Object.entries(schema.properties)) {
      // The pages' own uris are relative, as the document's examples show; its format "uri" would refuse them.
      if (/^(first_page|next_page|previous_page)_uri$|^uri$/.test(name) && property.format === 'uri')
        property.format = 'uri-reference';
      close(property, document, seen);
    }
  }
  if (schema.items) close(schema.items, document, seen);
}

function formSchema(operation) {
  const content = operation.requestBody && operation.requestBody.content['application/x-www-form-urlencoded'];
  return content ? content.schema : null;
}

function prepare(folder, name) {
  const document = JSON.parse(fs.readFileSync(path.join(folder, files[name]), 'utf8'));
  document.paths = Object.fromEntries(paths[name].map((key) => [key, document.paths[key]]));
  const seen = new Set();
  for (const item of Object.values(document.paths)) {
    for (const method of ['get', 'post', 'delete']) {
      const operation = item[method];
      if (!operation) continue;
      for (const reply of Object.values(operation.responses)) {
        delete reply.headers;
        for (const content of Object.values(reply.content || {})) close(content.schema, document, seen);
      }
      operation.responses.default = errorReply;
      // Filters by day: described and exemplified as YYYY-MM-DD, though declared as date-time.
      for (const parameter of operation.parameters || []) {
        if (parameter.in !== 'query' || parameter.schema.format !== 'date-time') continue;
        delete parameter.schema.format;
        parameter.schema.pattern = '^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]+Z)?$';
      }
      const form = formSchema(operation);
      if (!form) continue;
      const encoding = {};
      for (const [key, property] of Object.entries(form.properties || {}))
        if (property.type === 'array') encoding[key] = { style: 'form', explode: true };
      operation.requestBody.content['application/x-www-form-urlencoded'].encoding = encoding;
    }
  }
  return document;
}

// Names of parameters that a request may not have: the validator never reports those.
function unknownNames(document, method, url, body) {
  const parsed = new URL(url, 'http://localhost');
  for (const [template, item] of Object.entries(document.paths)) {
    const pattern = new RegExp('^' + template.replace(/\./g, '\\.').replace(/\{[^}]+\}/g, '[^/]+?') + '$');
    const operation = item[method.toLowerCase()];
    if (!operation || !pattern.test(parsed.pathname)) continue;
    const query = new Set((operation.parameters || []).filter((p) => p.in === 'query').map((p) => p.name));
    const form = new Set(Object.keys((formSchema(operation) || {}).properties || {}));
    return [
      ...[...parsed.searchParams.keys()].filter((key) => !query.has(key)).map((key) => `query ${key}`),
      ...[...new URLSearchParams(body).keys()].filter((key) => !form.has(key)).map((key) => `form ${key}`),
    ];
  }
  return [`no operation ${method} ${parsed.pathname}`];
}

module.exports = { prepare, unknownNames };
