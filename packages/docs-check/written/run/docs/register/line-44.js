import { joggWebhook } from '@vidhook/express';
import express from 'express';
const secrets = new Map([['acme', 'whsec_…']]); // or a key service, or a database
const app = express();
app.post('/hooks/:tenant', joggWebhook(async ({ url }) => secrets.get(url.split('/')[2] ?? '')));
