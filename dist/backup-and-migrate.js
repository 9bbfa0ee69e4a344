import { run } from './index.js'
await run('backup-and-migrate')
