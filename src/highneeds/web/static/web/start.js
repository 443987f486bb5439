// Starts the components that are better with JavaScript. Every page works without it.
import { initAll } from '../vendor/govuk-frontend-6.6.0/govuk-frontend.min.js'

document.body.classList.add('js-enabled', 'govuk-frontend-supported')
initAll()

// Where something is on its way, look again by itself.
if (document.querySelector('[data-follow]')) {
  setTimeout(() => window.location.reload(), 3000)
}

// Where pressing a button takes seconds, say so at once.
for (const form of document.querySelectorAll('form[data-works]')) {
  form.addEventListener('submit', () => { form.querySelector('[data-working]').hidden = false })
}

// Where what a button began goes on, press it again.
const again = document.querySelector('[data-press-again]')
if (again) {
  setTimeout(() => again.click(), 2000)
}
