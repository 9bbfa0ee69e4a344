import assert from 'node:assert/strict'
import { test } from 'node:test'
import { renderPage } from '../src/page.ts'

test('the configuration is put into the page, and cannot end the script it stands in', () => {
  const page = renderPage('<script>"__CONFIGURATION__"</script>', { apiUrl: 'https://api.example/$&</script>' })
  assert.equal(page, '<script>{"apiUrl":"https://api.example/$&\\u003c/script>"}</script>')
})
