import { appSuite } from '@vidhook/example-demo/app-suite'
import { expressApp } from '@vidhook/example-demo/apps'
import { limitSuite } from '@vidhook/example-demo/limit-suite'
import { storeSuite } from '@vidhook/example-demo/store-suite'

appSuite(expressApp, { exit: { code: 0, signal: null } })
limitSuite(expressApp)
await storeSuite(expressApp, { tellsReady: true })
