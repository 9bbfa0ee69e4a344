import quick from './jest.config.js'

/** The long suites, one after the other: `npm run test:slow`. */
export default { ...quick, testMatch: ['<rootDir>/test/**/*.slow.test.ts'], testPathIgnorePatterns: [], maxWorkers: 1 }
