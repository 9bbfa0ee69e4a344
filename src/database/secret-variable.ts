const secretNames = /secret|password|passwd|token|key|credential|dsn|url$/i

/** Whether a variable of a migration command is a secret wherever its value comes from. What comes from the job is guarded besides. */
export function isSecretVariable(name: string): boolean {
  return secretNames.test(name)
}
