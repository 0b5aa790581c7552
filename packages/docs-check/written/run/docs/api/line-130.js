import { setTimeout } from 'node:timers/promises';
import { HooxClient } from '@vidhook/api';
const hoox = new HooxClient({ apiKey: process.env.HOOX_API_KEY });
for (const id of ['asset_1', 'asset_2', 'asset_3']) {
    console.log(await hoox.asset.status(id));
    const { remaining, resetAt } = hoox.rateLimit;
    if (remaining === 0 && resetAt)
        await setTimeout(Math.max(0, resetAt.getTime() - Date.now()));
}
