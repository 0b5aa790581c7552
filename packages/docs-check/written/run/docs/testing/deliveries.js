import { hooxDelivery, joggDelivery } from '@vidhook/core/testing';
/** A new `event_id` for every call, so that no two are duplicates. */
export const videoReady = await joggDelivery('generated_avatar_video_success', {
    secret: 'whsec_test',
    url: 'http://localhost:3000/webhooks/jogg',
    data: { video_id: 'v_1', duration: 12 }, // put over the sample's fields; typed by the event
});
/** The URL is signed with `callbackSecret`, and carries the context. */
export const exportFailed = await hooxDelivery('video_export.failed', {
    callbackSecret: 'callback_test',
    url: 'http://localhost:3000/webhooks/hoox',
    context: { userId: 'u_42' },
    event: { job_id: 'run_1', error: { code: 'EXPORT_FAILED', message: 'Out of credits' } },
});
/** The URL has expired, so the answer has to be 401. */
export const tooLate = await hooxDelivery('video_export.failed', {
    callbackSecret: 'callback_test',
    url: 'http://localhost:3000/webhooks/hoox',
    expiresAt: Date.now() - 1,
});
