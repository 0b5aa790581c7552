import { joggWebhook } from '@vidhook/express';
import { postgresStore } from '@vidhook/postgres';
import { Pool } from 'pg';
const DAY_MS = 24 * 60 * 60 * 1000;
const pool = new Pool({ connectionString: process.env.DATABASE_URL });
export const jogg = joggWebhook(process.env.JOGG_WEBHOOK_SECRET, {
    store: postgresStore(pool),
    on: {
        generated_avatar_video_success: ({ data }, { provider, identity }) => exactlyOnce(`charge:${provider}:${identity}`, (client) => client.query('INSERT INTO charges VALUES ($1, $2)', [data.video_id, data.duration])),
    },
});
async function exactlyOnce(key, effect) {
    const client = await pool.connect();
    try {
        await client.query('BEGIN');
        const effects = postgresStore(client);
        const claim = await effects.claim(key, DAY_MS);
        if (claim.state === 'busy')
            throw new Error(`${key} was just committed or given up by another process.`);
        if (claim.state === 'claimed') {
            await effect(client);
            await effects.complete(key, claim.token, 30 * DAY_MS);
        }
        await client.query('COMMIT');
        client.release();
    }
    catch (error) {
        client.release(true); // closes the connection, which rolls back
        throw error;
    }
}
