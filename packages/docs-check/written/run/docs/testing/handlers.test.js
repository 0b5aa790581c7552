import { createReceiver, jogg } from '@vidhook/core';
import { joggDelivery } from '@vidhook/core/testing';
import { expect, test } from 'vitest';
const secret = 'whsec_test';
test('a video that cannot be saved is sent again', async () => {
    const saved = [];
    let databaseIsUp = false;
    const receiver = createReceiver(jogg({ secret }), {
        log: false,
        on: {
            generated_avatar_video_success: ({ data }) => {
                if (!databaseIsUp)
                    throw new Error('The database is down.');
                saved.push(data.video_id);
            },
        },
    });
    const delivery = await joggDelivery('generated_avatar_video_success', { secret, data: { video_id: 'v_1' } });
    expect(await receiver.receive(delivery)).toMatchObject({ kind: 'failed', status: 500 });
    databaseIsUp = true;
    expect(await receiver.receive(delivery)).toMatchObject({ kind: 'processed', status: 200 });
    expect(await receiver.receive(delivery)).toMatchObject({ kind: 'duplicate', status: 200 });
    expect(saved).toEqual(['v_1']);
});
