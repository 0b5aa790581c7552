import Fastify from 'fastify';
export const app = Fastify({
    logger: {
        serializers: {
            req: ({ method, url, ip }) => ({ method, ip, url: url.replace(/(vidhook(?:=|%3D))[^&]*/i, '$1…') }),
        },
    },
});
