import { appSuite } from '@vidhook/example-demo/app-suite'
import { fastifyApp } from '@vidhook/example-demo/apps'
import { limitSuite } from '@vidhook/example-demo/limit-suite'
import { storeSuite } from '@vidhook/example-demo/store-suite'

appSuite(fastifyApp, { exit: { code: 0, signal: null } })
limitSuite(fastifyApp)
await storeSuite(fastifyApp, { tellsReady: true })
