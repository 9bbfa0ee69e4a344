import { run } from './index.js'
await run('health-check')
