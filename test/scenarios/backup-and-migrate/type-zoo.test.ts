import { test } from '@jest/globals'
import { proveZoo } from './prove-zoo.ts'

test('a database of every built-in type and every kind of object is, backed up and restored, the same to the byte', () => proveZoo(null))
