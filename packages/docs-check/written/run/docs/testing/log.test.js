import { createReceiver, jogg } from '@vidhook/core';
import { joggDelivery } from '@vidhook/core/testing';
import { expect, test } from 'vitest';
test('a forgery is logged with its reason', async () => {
    const warnings = [];
    const log = {
        debug: () => { },
        info: () => { },
        warn: (fields) => void warnings.push(fields),
        error: () => { },
    };
    const receiver = createReceiver(jogg({ secret: 'whsec_test' }), { log });
    await receiver.receive(await joggDelivery('generated_image_success', { secret: 'a guess' }));
    expect(warnings).toEqual([
        expect.objectContaining({ code: 'unauthenticated', reason: 'signature_mismatch' }),
    ]);
});
