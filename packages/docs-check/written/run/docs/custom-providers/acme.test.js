import { createHmac } from 'node:crypto';
import { createReceiver } from '@vidhook/core';
import { expect, test, vi } from 'vitest';
import { acme } from './acme.js';
const secret = `whsec_${Buffer.from('a key of the sender').toString('base64')}`;
function acmeDelivery(type, sent = {}) {
    const { id = 'msg_1', ageS = 0, signWith = secret, data = { id: 'in_1', amount: 42 } } = sent;
    const body = Buffer.from(JSON.stringify({ type, data }));
    const timestamp = String(Math.floor(Date.now() / 1000) - ageS);
    const signature = createHmac('sha256', Buffer.from(signWith.slice('whsec_'.length), 'base64'))
        .update(`${id}.${timestamp}.`)
        .update(body)
        .digest('base64');
    return {
        method: 'POST',
        url: '/webhooks/acme',
        headers: {
            'content-type': 'application/json',
            'webhook-id': id,
            'webhook-timestamp': timestamp,
            'webhook-signature': `v1,${signature}`,
        },
        body,
    };
}
const receive = (delivery, using = secret) => createReceiver(acme(using), { log: false, on: { invoice: () => { } } }).receive(delivery);
test('a signed delivery is processed, and its handler gets the event', async () => {
    const onPaid = vi.fn();
    const receiver = createReceiver(acme(secret), { log: false, on: { 'invoice.paid': onPaid } });
    expect(await receiver.receive(acmeDelivery('invoice.paid'))).toMatchObject({ kind: 'processed' });
    expect(onPaid.mock.lastCall?.[0]).toMatchObject({ type: 'invoice.paid', data: { amount: 42 } });
});
test('a replay is a duplicate while it is young, and refused when it is old', async () => {
    const receiver = createReceiver(acme(secret), { log: false, on: { invoice: () => { } } });
    const delivery = acmeDelivery('invoice.paid');
    await receiver.receive(delivery);
    expect(await receiver.receive(delivery)).toMatchObject({ kind: 'duplicate' });
    expect(await receive(acmeDelivery('invoice.paid', { ageS: 301 }))).toMatchObject({ status: 401 });
    expect(await receive(acmeDelivery('invoice.paid', { ageS: -301 }))).toMatchObject({ status: 401 });
    expect(await receive(acmeDelivery('invoice.paid', { ageS: 290 }))).toMatchObject({ status: 200 });
});
test('neither the id, nor the timestamp, nor the body can be changed', async () => {
    const delivery = acmeDelivery('invoice.paid');
    const later = String(Math.floor(Date.now() / 1000) + 60);
    const altered = [
        { ...delivery, headers: { ...delivery.headers, 'webhook-id': 'msg_2' } },
        { ...delivery, headers: { ...delivery.headers, 'webhook-timestamp': later } },
        { ...delivery, body: Buffer.from('{"type":"invoice.voided"}') },
    ];
    for (const each of altered)
        expect(await receive(each)).toMatchObject({ status: 401 });
});
test('either of two secrets is good while they are rotated, a third is not', async () => {
    const other = `whsec_${Buffer.from('another key').toString('base64')}`;
    const third = `whsec_${Buffer.from('a third key').toString('base64')}`;
    const receiver = createReceiver(acme([secret, other]), { log: false });
    expect(await receiver.receive(acmeDelivery('invoice.paid', { signWith: other }))).toMatchObject({
        status: 200,
    });
    expect(await receiver.receive(acmeDelivery('invoice.paid', { signWith: third }))).toMatchObject({
        status: 401,
    });
});
test('without a usable secret nothing is accepted', async () => {
    const delivery = acmeDelivery('invoice.paid');
    expect(await receive(delivery, '')).toMatchObject({ code: 'secret_missing' });
    expect(await receive(delivery, 'whsec_not base64')).toMatchObject({ code: 'provider_failed' });
});
test('only a field that is demanded keeps an event from its handler', async () => {
    const onPaid = vi.fn();
    const receiver = createReceiver(acme(secret), { log: false, on: { 'invoice.paid': onPaid } });
    const outcomeOf = (id, data) => receiver.receive(acmeDelivery('invoice.paid', { id, data }));
    expect(await outcomeOf('msg_1', { id: 'in_1' })).toMatchObject({ kind: 'processed' });
    expect(await outcomeOf('msg_2', { id: 'in_2', amount: 'a lot' })).toMatchObject({ kind: 'processed' });
    expect(onPaid.mock.lastCall?.[0]).toMatchObject({ data: { id: 'in_2' } });
    expect(onPaid.mock.lastCall?.[0].data).not.toHaveProperty('amount');
    expect(await outcomeOf('msg_3', { amount: 42 })).toMatchObject({ kind: 'unrecognized', status: 422 });
});
test('an event that is not known yet is not lost in silence', async () => {
    const seen = [];
    const receiver = createReceiver(acme(secret), {
        log: false,
        onUnrecognized: ({ name }) => seen.push(name),
    });
    await receiver.receive(acmeDelivery('invoice.refunded'));
    expect(seen).toEqual(['invoice.refunded']);
});
