import { colors, type Frontend } from './frontend.ts'

/**
 * A configuration as an operator would write it. The map is looked up for each request, so one write over the runtime
 * API moves every frontend at once, without a reload (a reload loses requests). A missing entry or an unknown color
 * finds no backend by that name and falls to the one that answers 503: unknown is never blue.
 */
export function haproxyConfiguration({
  frontends,
  key,
  map,
  socket,
}: {
  frontends: readonly Frontend[]
  key: string
  map: string
  socket: string
}): string {
  return [
    'global',
    `  stats socket ${socket} mode 600 level admin`,
    '  stats timeout 10s',
    '  maxconn 4096',
    '',
    'defaults',
    '  mode http',
    '  option http-keep-alive',
    '  retries 0', // a retry would hide a failure from those who count them
    '  timeout connect 2s',
    '  timeout client 60s',
    '  timeout server 60s',
    '  timeout http-keep-alive 60s',
    ...frontends.flatMap((frontend) => ['', ...sections(frontend, { key, map })]),
    '',
    'backend unknown-color',
    '  http-request return status 503 content-type application/json string \'{"error":"the balancer knows no color"}\'',
    '',
  ].join('\n')
}

function sections({ name, port, ...servers }: Frontend, { key, map }: { key: string; map: string }): string[] {
  const backends = colors.flatMap((color) => [
    '',
    `backend ${name}-${color}`,
    `  http-response set-header x-fairlead-color ${color}`,
    `  server ${color} 127.0.0.1:${servers[color]} pool-purge-delay 2s`, // idle connections go before Node closes them, after 5 s
  ])
  return [
    `frontend ${name}`,
    `  bind 127.0.0.1:${port}`,
    `  use_backend ${name}-%[str(${key}),map(${map})]`,
    '  default_backend unknown-color',
    ...backends,
  ]
}
