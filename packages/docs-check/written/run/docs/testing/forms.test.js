import { createReceiver, hoox, jogg } from '@vidhook/core';
import { fieldPayloads, hooxDelivery, joggDelivery } from '@vidhook/core/testing';
import { expect, test } from 'vitest';
const secret = 'whsec_test';
test.each(['first', 'other'])('the video is saved from the %s form', async (sample) => {
    const saved = [];
    const receiver = createReceiver(jogg({ secret }), {
        log: false,
        on: { generated_avatar_video_success: ({ data }) => void saved.push([data.video_id, data.video_url]) },
    });
    await receiver.receive(await joggDelivery('generated_avatar_video_success', { secret, sample }));
    const id = sample === 'first' ? 'p_123456' : 'video_123456'; // sent as project_id, and as video_id
    expect(saved).toEqual([[id, 'https://res.jogg.ai/video.mp4']]);
});
const receivers = {
    jogg: createReceiver(jogg({ secret }), { log: false, on: { '*': () => { } } }), // your handlers
    hoox: createReceiver(hoox(), { log: false, on: { '*': () => { } } }),
};
test.each(fieldPayloads)('takes $expect.event from $source', async ({ provider, expect: expected, body }) => {
    const text = JSON.stringify(body);
    const delivery = provider === 'jogg'
        ? await joggDelivery(expected.event, { secret, body: text })
        : await hooxDelivery(expected.event, { body: text });
    expect(await receivers[provider].receive(delivery)).toMatchObject({ kind: expected.outcome });
});
