import { captureRawBody, joggWebhook } from '@vidhook/express';
import express from 'express';
const app = express();
app.use(express.json({ verify: captureRawBody }));
app.use(joggWebhook(process.env.JOGG_WEBHOOK_SECRET));
app.listen(3000);
