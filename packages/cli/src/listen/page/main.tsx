import { render } from 'preact'
import { Inspector } from './inspector.js'

render(<Inspector />, document.body)
