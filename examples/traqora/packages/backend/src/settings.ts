export const logLevels = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof logLevels)[number]

export interface Settings {
  port: number
  host: string
  logLevel: LogLevel
  clientOrigin: string
  databaseUrl: string
  redisUrl: string | null
  jwtSecret: string
  jwtRefreshSecret: string
  adminApiKey: string
  stellar: StellarSettings
  release: { id: string | null; commit: string | null; color: string | null }
}

export interface StellarSettings {
  rpcUrl: string | null
  networkPassphrase: string
  secretKey: string | null
  bookingContractId: string | null
}

export type Environment = Readonly<Record<string, string | undefined>>

/** All problems at once; their texts name variables and never show a value. */
export function readSettings(environment: Environment): { settings: Settings; problems: string[] } {
  const text = (name: string) => environment[name]?.trim() || null
  const settings: Settings = {
    port: Number(text('PORT') ?? 3001),
    host: text('HOST') ?? '127.0.0.1',
    logLevel: logLevels.find((level) => level === text('LOG_LEVEL')) ?? 'info',
    clientOrigin: text('CLIENT_ORIGIN') ?? '*',
    databaseUrl: text('DATABASE_URL') ?? '',
    redisUrl: text('REDIS_URL'),
    jwtSecret: text('JWT_SECRET') ?? '',
    jwtRefreshSecret: text('JWT_REFRESH_SECRET') ?? '',
    adminApiKey: text('ADMIN_API_KEY') ?? '',
    stellar: {
      rpcUrl: text('STELLAR_RPC_URL'),
      networkPassphrase: text('STELLAR_NETWORK_PASSPHRASE') ?? 'Test SDF Network ; September 2015',
      secretKey: text('STELLAR_SECRET_KEY'),
      bookingContractId: text('BOOKING_CONTRACT_ID'),
    },
    release: { id: text('RELEASE_ID'), commit: text('RELEASE_COMMIT'), color: text('RELEASE_COLOR') },
  }
  return { settings, problems: problemsOf(settings, text('LOG_LEVEL')) }
}

function problemsOf(settings: Settings, logLevel: string | null): string[] {
  const { port, databaseUrl, redisUrl, jwtSecret, jwtRefreshSecret, adminApiKey, stellar } = settings
  const demands: [boolean, string][] = [
    [Number.isInteger(port) && port >= 0 && port < 65_536, 'PORT must be a port number'],
    [logLevel === null || logLevel === settings.logLevel, `LOG_LEVEL must be one of ${logLevels.join(', ')}`],
    [hasProtocol(databaseUrl, ['postgres:', 'postgresql:']), 'DATABASE_URL must be a postgresql:// URL'],
    [redisUrl === null || hasProtocol(redisUrl, ['redis:', 'rediss:']), 'REDIS_URL must be a redis:// or rediss:// URL, or empty'],
    [jwtSecret.length >= 32, 'JWT_SECRET must have at least 32 characters'],
    [jwtRefreshSecret.length >= 32, 'JWT_REFRESH_SECRET must have at least 32 characters'],
    [jwtRefreshSecret !== jwtSecret, 'JWT_REFRESH_SECRET must differ from JWT_SECRET'],
    [adminApiKey.length >= 12, 'ADMIN_API_KEY must have at least 12 characters'],
    [stellar.rpcUrl === null || hasProtocol(stellar.rpcUrl, ['http:', 'https:']), 'STELLAR_RPC_URL must be an http(s) URL, or empty'],
    [stellar.secretKey === null || /^S[A-Z2-7]{55}$/.test(stellar.secretKey), 'STELLAR_SECRET_KEY must be a Stellar seed, or empty'],
    [
      stellar.bookingContractId === null || /^C[A-Z2-7]{55}$/.test(stellar.bookingContractId),
      'BOOKING_CONTRACT_ID must be a contract id (C...), or empty',
    ],
  ]
  return demands.filter(([met]) => !met).map(([, demand]) => demand)
}

function hasProtocol(url: string, protocols: string[]): boolean {
  return protocols.includes(URL.parse(url)?.protocol ?? '')
}
