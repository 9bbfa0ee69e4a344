import { commonInputs, commonOutputs } from '../../core/common.ts'
import { defaulted, defineAction, optional } from '../../core/manifest.ts'

export const manifest = defineAction({
  name: 'health-check',
  description: 'Runs a profile of probes against the active color, the idle color or the public route, and keeps a baseline.',
  icon: 'activity',
  inputs: {
    ...commonInputs,
    profile: defaulted.text({
      description: 'The profile under `health.profiles`: active (what users are on, before the switch), idle, public, or one of yours.',
      default: 'active',
      example: 'public',
    }),
    health: optional.section('health', {
      example: 'profiles: { active: [{ identity: { url: "http://127.0.0.1:3001/version" } }] }',
    }),
    services: optional.section('services', {
      example:
        'backend: { ports: { blue: 3001, green: 3101 }, public: "https://api.example.org", identity: /version, supervise: local, start: npm start }',
    }),
    balancer: optional.section('balancer', {
      example: '{ haproxy: { socket: /run/haproxy.sock, map: /etc/haproxy/color.map, key: traqora } }',
    }),
    network: optional.section('network', {
      example: '{ name: testnet, rpc: "${env.STELLAR_RPC_URL}" }',
    }),
    contracts: optional.section('contracts', {
      note: ' For probes of `${contracts.NAME.id}`.',
      example: 'deployer: { secret-key: "${env.STELLAR_SECRET_KEY}" }\ndeploy: { booking: { wasm: contracts/booking.wasm } }',
    }),
  },
  outputs: {
    ...commonOutputs,
    probes: { description: 'JSON: probe and its verdict.', example: '{"identity /version":"pass","http /health":"pass"}' },
    baseline: {
      description: 'JSON: p95, error rate and samples of the latency probes, of this profile now and of the profile `active` before.',
      example: '{"profile":"public","p95Ms":41.2,"errorRate":0,"samples":80,"before":{"p95Ms":39.8,"errorRate":0,"samples":80}}',
    },
    'p95-ms': { description: 'Slowest p95 of the latency probes, in milliseconds; empty without one.', example: '41.2' },
    'error-rate': { description: 'Highest share of failed requests of the latency probes, 0 to 1; empty without one.', example: '0' },
    samples: { description: 'Requests that the latency probes measured.', example: '80' },
    'schema-compatible': {
      description: 'Of the profile `active` after a migration: whether the old release lives with the new schema. Empty otherwise.',
      example: 'true',
    },
  },
  permissions: { contents: 'write: appends to the release record when it lives on a branch' },
})
