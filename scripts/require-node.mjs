// Plain JavaScript on purpose: it must run on the Node that is too old for everything else here.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `Node ${process.versions.node} is too old: 22.18 or later is needed. \`npm ci\` brings Node 24 on Linux, elsewhere it has to be installed; ` +
      'run them as `npm run ...`, and do not omit optional dependencies.',
  )
  process.exit(1)
}
