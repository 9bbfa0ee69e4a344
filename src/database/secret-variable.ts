const secretNames = /secret|password|passwd|token|key|credential|dsn|url$/i
const secretSources = /\$\{env\.[^}]*(secret|password|token|key|url)/i

/** Whether a variable of a migration command is a secret wherever its value comes from: by its name, or by what it is made of. */
export function isSecretVariable(name: string, text: string): boolean {
  return secretNames.test(name) || secretSources.test(text)
}
