import { defineProblem } from '../../core/problem.ts'

const nothingSent = 'Nothing was signed or sent.'

export const wasmFeatureRefused = defineProblem({
  code: 'soroban/wasm-feature-refused',
  example: { contract: 'token', path: 'contracts/wasm/token.wasm', feature: 'reference types' },
  what: ({ contract, path, feature }) => `${path}, the wasm of "${contract}", uses ${feature}, which no Soroban network runs.`,
  state: nothingSent,
  remedy: ({ feature }) =>
    feature === 'floating point'
      ? 'Calculate with whole numbers (i128 with a fixed number of decimals), and look which dependency brings f32 or f64.'
      : 'Build for the target wasm32v1-none (Rust 1.84 or later), which has exactly what the network runs.',
})

export const wasmTooLarge = defineProblem({
  code: 'soroban/wasm-too-large',
  example: { contract: 'token', path: 'contracts/wasm/token.wasm', bytes: 140_000, largest: 131_072 },
  what: ({ contract, path, bytes, largest }) =>
    `${path}, the wasm of "${contract}", has ${bytes} bytes, ${bytes - largest} more than the network takes (${largest}).`,
  state: nothingSent,
  remedy:
    'Build with opt-level = "z", lto = true, strip = true, panic = "abort", codegen-units = 1, and optimize it (`stellar contract optimize`); else split the contract.',
})

export const protocolTooNew = defineProblem({
  code: 'soroban/protocol-too-new',
  example: { contract: 'token', path: 'contracts/wasm/token.wasm', built: 28, served: 27, network: 'mainnet' },
  what: ({ contract, path, built, served, network }) =>
    `${path}, the wasm of "${contract}", was built for protocol ${built}, and ${network} runs protocol ${served}.`,
  state: nothingSent,
  remedy: ({ served }) => `Build it with soroban-sdk ${served} or older, or wait until the network has been upgraded.`,
})

export const preReleaseEnvironment = defineProblem({
  code: 'soroban/pre-release-environment',
  example: { contract: 'token', path: 'contracts/wasm/token.wasm', built: 27, preRelease: 2, network: 'mainnet' },
  what: ({ contract, path, built, preRelease, network }) =>
    `${path}, the wasm of "${contract}", was built for pre-release ${preRelease} of protocol ${built}, which ${network} does not run.`,
  state: nothingSent,
  remedy: 'Build it with a released soroban-sdk.',
})

export const releaseCandidateSdk = defineProblem({
  code: 'soroban/release-candidate-sdk',
  example: { contract: 'token', path: 'contracts/wasm/token.wasm', sdkVersion: '28.0.0-rc.1' },
  what: ({ contract, path, sdkVersion }) => `${path}, the wasm of "${contract}", was built with soroban-sdk ${sdkVersion}, no release.`,
  state: nothingSent,
  remedy: 'Build for mainnet with a released soroban-sdk. Any other network takes this one.',
})
