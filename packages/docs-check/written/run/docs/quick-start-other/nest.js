import { NestFactory } from '@nestjs/core';
import { joggWebhook } from '@vidhook/express';
import { AppModule } from './app.module.js';
const app = await NestFactory.create(AppModule, { rawBody: true });
app.use(joggWebhook(process.env.JOGG_WEBHOOK_SECRET, {
    on: { generated_avatar_video_success: ({ data }) => console.log('ready:', data.video_url) },
}));
await app.listen(process.env.PORT ?? 3000);
