import { joggWebhook } from '@vidhook/express';
import express from 'express';
import { ipKeyGenerator, MemoryStore, rateLimit } from 'express-rate-limit';
const REFUSALS = new Set([400, 401, 405, 408, 413, 415]);
const refused = new MemoryStore();
const app = express();
app.set('trust proxy', process.env.TRUST_PROXY || false); // the addresses of your proxies
app.use('/webhooks', rateLimit({
    store: refused,
    windowMs: 60_000,
    limit: 100,
    async skip(request, response) {
        const address = ipKeyGenerator(request.ip ?? '');
        const seen = await refused.get(address);
        if (seen && seen.totalHits >= 100)
            return false;
        response.once('finish', () => {
            if (REFUSALS.has(response.statusCode))
                void refused.increment(address);
        });
        return true;
    },
}));
app.use(joggWebhook(process.env.JOGG_WEBHOOK_SECRET));
