// Starts the components that are better with JavaScript. Every page works without it.
import { initAll } from '../vendor/govuk-frontend-6.6.0/govuk-frontend.min.js'

document.body.classList.add('js-enabled', 'govuk-frontend-supported')
initAll()

// Where something is on its way, look again by itself.
if (document.querySelector('[data-follow]')) {
  setTimeout(() => window.location.reload(), 3000)
}
