import { decodeBase64, defineProvider, keyring, MisconfiguredError, verifyHmac, } from '@vidhook/core';
import { z } from 'zod';
/** What is not optional is demanded: an invoice without an id goes to `onUnrecognized`. */
const invoice = z.looseObject({ id: z.string(), amount: z.number().optional() });
/** Every event by its name, with the form of the whole body. */
const events = {
    'invoice.paid': z.looseObject({ type: z.literal('invoice.paid'), data: invoice }),
    'invoice.voided': z.looseObject({ type: z.literal('invoice.voided'), data: invoice }),
    'member.joined': z.looseObject({
        type: z.literal('member.joined'),
        data: z.looseObject({ email: z.string().optional() }),
    }),
};
/** How far the sender's clock and ours may be apart, and how old a delivery may be. */
const TOLERANCE_S = 5 * 60;
export function acme(secret) {
    const keys = keyring(secret, "Acme's secret", 'Set ACME_WEBHOOK_SECRET.', keyOf);
    return defineProvider({
        name: 'acme',
        timeoutMs: 15_000,
        events,
        authenticate: (delivery) => authenticate(delivery),
        identify(body, { headers }) {
            const type = typeof body === 'object' && body !== null && 'type' in body ? body.type : undefined;
            const id = headers.get('webhook-id');
            if (typeof type !== 'string')
                return { kind: 'unidentified', reason: 'The body has no "type".' };
            if (!id)
                return { kind: 'unidentified', name: type, reason: 'There is no webhook-id.' };
            return { kind: 'identified', name: type, identity: id };
        },
        setup: () => [keys.problem()].filter((problem) => problem !== undefined),
    });
    async function authenticate(delivery) {
        const { headers, body, receivedAt } = delivery;
        const id = headers.get('webhook-id') ?? '';
        const timestamp = headers.get('webhook-timestamp') ?? '';
        // Several, separated by spaces, while the sender rotates its secret: `v1,<base64> v1,<base64>`.
        const signatures = (headers.get('webhook-signature') ?? '')
            .split(' ')
            .filter((signature) => signature.startsWith('v1,'))
            .map((signature) => decodeBase64(signature.slice('v1,'.length)));
        const message = signedMessage(id, timestamp, body);
        const proof = await verifyHmac({ keys, message, signatures, delivery });
        if (!proof.ok)
            return proof;
        const age = Math.floor(receivedAt.getTime() / 1000) - Number(timestamp);
        if (!(Math.abs(age) <= TOLERANCE_S)) {
            return { ok: false, reason: 'timestamp_outside_tolerance', hint: 'Is the clock of this machine right?' };
        }
        return { ok: true };
    }
}
/** The key's bytes in base64: with `whsec_` in front or without, padded or not. `atob` skips white space. */
function keyOf(secret) {
    try {
        const base64 = secret.trim().replace(/^whsec_|=+$/g, '');
        return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    }
    catch {
        throw new MisconfiguredError('provider_failed', "Acme's secret must be base64, with or without whsec_.");
    }
}
/** `id.timestamp.body`, over the raw bytes. */
function signedMessage(id, timestamp, body) {
    const head = new TextEncoder().encode(`${id}.${timestamp}.`);
    const message = new Uint8Array(head.byteLength + body.byteLength);
    message.set(head);
    message.set(body, head.byteLength);
    return message;
}
