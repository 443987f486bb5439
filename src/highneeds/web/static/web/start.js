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

// Where part of a page is still being made, ask for the page again and put that part in its place. What was sent is kept
// as it was sent, whatever is entered meanwhile. Where no answer comes, the part goes on saying how to look again.
const rest = document.querySelector('[data-rest]')
if (rest) {
  const form = document.querySelector('form[data-works]')
  const sent = rest.dataset.rest === 'POST' ? new FormData(form) : null
  sent?.set('do', 'apply')
  const fill = async () => {
    const answer = await fetch(sent ? form.action : window.location.href, sent ? { method: 'POST', body: sent } : {})
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    const made = page.getElementById(rest.id)
    if (answer.ok && made && !('rest' in made.dataset)) rest.replaceWith(made)
    else if (answer.ok && made) setTimeout(fill, 1000)
  }
  setTimeout(fill, 1000)
}
