import { HooxClient } from '@vidhook/api';
const hoox = new HooxClient({ apiKey: process.env.HOOX_API_KEY });
const { status, result, error } = await hoox.generation.status('run_01234567890abcdef');
if (status === 'completed')
    console.log('the video:', result?.video_id);
else if (status === 'failed')
    console.error('no video:', error?.code, error?.message);
else
    console.log('not yet:', status);
