import { z } from 'zod'
import { requestKeys } from './http-request.ts'
import { timeoutKey } from './kind.ts'

const stepKeys = {
  name: z.string().optional(),
  always: z.boolean().optional().describe('A clean-up step: runs on failure and on cancel too.'),
}

const httpStep = z.strictObject({
  http: z.strictObject({
    ...requestKeys,
    ...timeoutKey,
    capture: z
      .record(z.string().regex(/^[A-Za-z]\w*$/, 'Expected a word'), z.string())
      .optional()
      .describe('Name to CEL over the answer; later steps use ${captured.NAME}.'),
  }),
  ...stepKeys,
})

const signStep = z.strictObject({
  sign: z.strictObject({
    text: z.string().describe('Signed with the key of ${wallet.address}, which lives for this scenario only.'),
    as: z
      .string()
      .regex(/^[A-Za-z]\w*$/, 'Expected a word')
      .optional()
      .describe('Name of the captured signature. Default signature.'),
    encoding: z.enum(['base64', 'hex']).optional(),
  }),
  ...stepKeys,
})

export const scenarioSchema = z.array(z.union([httpStep, signStep])).min(1, 'Expected at least one step')

export type Scenario = z.infer<typeof scenarioSchema>
export type ScenarioStep = Scenario[number]
export type HttpStep = z.infer<typeof httpStep>
export type SignStep = z.infer<typeof signStep>

/** Names that a step captures. */
export function capturesOf(step: ScenarioStep): string[] {
  return 'sign' in step ? [step.sign.as ?? 'signature'] : Object.keys(step.http.capture ?? {})
}
