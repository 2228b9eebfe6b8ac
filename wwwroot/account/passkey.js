// Asks the browser for a passkey and posts the surrounding form with the result.
const supported =
    typeof navigator.credentials !== 'undefined' &&
    typeof window.PublicKeyCredential?.parseCreationOptionsFromJSON === 'function' &&
    typeof window.PublicKeyCredential?.parseRequestOptionsFromJSON === 'function';

async function options(path, headers, signal) {
    const response = await fetch(path, { method: 'POST', headers, signal, credentials: 'same-origin' });
    if (!response.ok) {
        throw new Error(`The portal returned ${response.status}.`);
    }
    return await response.json();
}

class PasskeySubmit extends HTMLElement {
    static formAssociated = true;

    connectedCallback() {
        this.internals ??= this.attachInternals();
        this.form = this.internals.form;
        this.onSubmit = event => {
            if (event.submitter?.name === '__passkey') {
                event.preventDefault();
                // Blazor's enhanced forms listen further up; they must not handle this submit.
                event.stopPropagation();
                this.submit(undefined);
            }
        };
        this.form?.addEventListener('submit', this.onSubmit);
        this.offerAutofill();
    }

    disconnectedCallback() {
        this.form?.removeEventListener('submit', this.onSubmit);
        this.abort?.abort();
    }

    async credential(mediation, signal) {
        if (!supported) {
            throw new Error("This browser doesn't support passkeys.");
        }
        const headers = { [this.getAttribute('request-token-name')]: this.getAttribute('request-token-value') };
        if (this.getAttribute('operation') === 'create') {
            const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
                await options('/account/passkey/creation-options', headers, signal));
            return await navigator.credentials.create({ publicKey, signal });
        }
        const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
            await options('/account/passkey/request-options', headers, signal));
        return await navigator.credentials.get({ publicKey, mediation, signal });
    }

    async submit(mediation) {
        this.abort?.abort();
        this.abort = new AbortController();
        const data = new FormData();
        const name = this.getAttribute('name');
        try {
            const credential = await this.credential(mediation, this.abort.signal);
            data.append(`${name}.Credential`, JSON.stringify(credential));
        } catch (error) {
            // The person didn't request autofill, so its failure isn't shown.
            if (error.name === 'AbortError' || mediation === 'conditional') {
                return;
            }
            data.append(`${name}.Failure`, error.name);
        }
        this.internals.setFormValue(data);
        this.form.submit();
    }

    async offerAutofill() {
        if (supported && this.getAttribute('operation') === 'request'
            && await PublicKeyCredential.isConditionalMediationAvailable?.()) {
            await this.submit('conditional');
        }
    }
}

if (!customElements.get('passkey-submit')) {
    customElements.define('passkey-submit', PasskeySubmit);
}
