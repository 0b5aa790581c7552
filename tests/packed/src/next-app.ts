/** The files of a Next application of somebody who has just begun. */
export const NEXT_APP = {
  'package.json': JSON.stringify({
    private: true,
    dependencies: { next: '16.4.6', react: '^19.2.0', 'react-dom': '^19.2.0' },
    // As create-next-app has them. Next would install a missing one itself, and with CI=true it waits for ever instead.
    devDependencies: { '@types/node': '20.19.43', '@types/react': '^19.2.0', typescript: '6.0.3' },
  }),
  'app/layout.tsx': [
    "import type { ReactNode } from 'react'",
    'export default ({ children }: { children: ReactNode }) => <html lang="en"><body>{children}</body></html>',
    '',
  ].join('\n'),
  'app/page.tsx': 'export default () => <p>Hello</p>\n',
} as const
