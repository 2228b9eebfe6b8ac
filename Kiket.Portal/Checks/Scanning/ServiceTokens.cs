namespace Kiket.Portal.Checks.Scanning;

/// <summary>
/// Tokens of more services, each recognized by the prefix that the service documents. Tokens without a prefix, such as
/// plain digits, are left to the guess at names such as <c>api_key</c>.
/// </summary>
internal static class ServiceTokens
{
    public static IReadOnlyList<SecretPattern> All { get; } =
    [
        // Language models
        SecretPatterns.Token("An OpenAI key", ["T3BlbkFJ"], @"\bsk-(?:(?:proj|svcacct|admin)-)?[A-Za-z0-9_\-]{20,74}T3BlbkFJ[A-Za-z0-9_\-]{20,74}", 3.0),
        SecretPatterns.Token("An Anthropic key", ["sk-ant-"], @"\bsk-ant-(?:api|admin)[0-9]{2}-[A-Za-z0-9_\-]{80,}", 3.0),
        SecretPatterns.Token("A Groq key", ["gsk_"], @"\bgsk_[A-Za-z0-9]{52}\b", 3.5),
        SecretPatterns.Token("A Perplexity key", ["pplx-"], @"\bpplx-[A-Za-z0-9]{48}\b", 3.5),
        SecretPatterns.Token("A Replicate token", ["r8_"], @"\br8_[A-Za-z0-9]{37}\b", 3.5),
        SecretPatterns.Token("An xAI key", ["xai-"], @"\bxai-[A-Za-z0-9]{80}\b", 3.5),

        // Clouds and platforms
        SecretPatterns.Of(
            ScanRules.KnownToken,
            "An Azure client secret",
            ["Q~"],
            @"(?:^|[^A-Za-z0-9_~.])([A-Za-z0-9_~.]{3}[0-9]Q~[A-Za-z0-9_~.\-]{31,34})(?:[^A-Za-z0-9_~.\-]|$)",
            1,
            3.0),
        SecretPatterns.Token("An Alibaba access key", ["LTAI"], @"\bLTAI[A-Za-z0-9]{20}\b", 3.0),
        SecretPatterns.Token("A Cloudflare origin key", ["v1.0-"], @"\bv1\.0-[a-f0-9]{24}-[a-f0-9]{146}\b"),
        SecretPatterns.Token("A Fly.io token", ["fo1_", "fm1", "fm2_"], @"\b(?:fo1_[A-Za-z0-9_\-]{43}|fm(?:1[ar]|2)_[A-Za-z0-9+/]{100,})", 3.5),
        SecretPatterns.Token("A Heroku key", ["HRKU-"], @"\bHRKU-(?:AA[A-Za-z0-9_\-]{58}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"),
        SecretPatterns.Token("A Terraform Cloud token", [".atlasv1."], @"\b[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_\-=]{60,70}"),
        SecretPatterns.Token("A Pulumi token", ["pul-"], @"\bpul-[a-f0-9]{40}\b"),
        SecretPatterns.Token("An OpenShift token", ["sha256~"], @"\bsha256~[A-Za-z0-9_\-]{43}", 3.5),
        SecretPatterns.Token("A PlanetScale token", ["pscale_"], @"\bpscale_(?:tkn|oauth|pw)_[A-Za-z0-9=_.\-]{32,64}", 3.0),
        SecretPatterns.Token("A Supabase token", ["sbp_"], @"\bsbp_[a-f0-9]{40}\b"),
        SecretPatterns.Token("A Tailscale key", ["tskey-"], @"\btskey-(?:api|auth|client|scim|webhook)-[A-Za-z0-9]{10,20}-[A-Za-z0-9]{20,40}\b"),
        SecretPatterns.Token("A Scalingo token", ["tk-us-"], @"\btk-us-[A-Za-z0-9_\-]{48}"),
        SecretPatterns.Token("A Doppler token", ["dp."], @"\bdp\.(?:pt|st|ct|sa|scim|audit)\.(?:[a-z0-9_\-]{2,35}\.)?[A-Za-z0-9]{40,44}\b"),
        SecretPatterns.Token("A 1Password token", ["ops_eyJ"], @"\bops_eyJ[A-Za-z0-9+/]{250,}={0,3}", 4.0),

        // Build and delivery
        SecretPatterns.Token("A JFrog token", ["AKCp", "cmVmd"], @"\b(?:AKCp[A-Za-z0-9]{69}|cmVmd[A-Za-z0-9]{59})\b", 4.0),
        SecretPatterns.Token("A Clojars token", ["CLOJARS_"], @"\bCLOJARS_[A-Za-z0-9]{60}\b"),
        SecretPatterns.Token("An Octopus Deploy key", ["API-"], @"\bAPI-[A-Z0-9]{26}\b", 3.0),
        SecretPatterns.Token("A Harness token", ["pat.", "sat."], @"\b[ps]at\.[A-Za-z0-9_\-]{22}\.[a-f0-9]{24}\.[A-Za-z0-9]{20}\b"),
        SecretPatterns.Token("A Buildkite token", ["bkua_"], @"\bbkua_[a-f0-9]{40}\b"),
        SecretPatterns.Token("A CircleCI token", ["CCIPAT_", "CCIPRJ_"], @"\bCCIP(?:AT|RJ)_[A-Za-z0-9]{22}_[a-f0-9]{40}\b"),
        SecretPatterns.Token("A SonarQube token", ["squ_", "sqp_", "sqa_"], @"\bsq[upa]_[a-f0-9]{40}\b"),
        SecretPatterns.Token("A Sourcegraph token", ["sgp_"], @"\bsgp_(?:(?:[a-fA-F0-9]{16}|local)_)?[a-fA-F0-9]{40}\b"),
        SecretPatterns.Token("A Prefect token", ["pnu_"], @"\bpnu_[A-Za-z0-9]{36}\b", 3.0),
        SecretPatterns.Token("An Infracost key", ["ico-"], @"\bico-[A-Za-z0-9]{32}\b", 3.0),

        // Monitoring
        SecretPatterns.Token("A Dynatrace token", ["dt0c01.", "dt0s01.", "dt0s16."], @"\bdt0[cs][0-9]{2}\.[A-Z0-9]{24}\.[A-Z0-9]{64}\b", 3.5),
        SecretPatterns.Token("A Sentry token", ["sntrys_", "sntryu_"], @"\bsntry(?:u_[a-f0-9]{64}\b|s_eyJ[A-Za-z0-9+/=]{20,400}_[A-Za-z0-9+/]{43})", 3.5),
        SecretPatterns.Token("A New Relic key", ["NRII-", "NRJS-"], @"\bNR(?:II-[A-Za-z0-9_\-]{32}|JS-[a-f0-9]{19}\b)"),
        SecretPatterns.Token("A MaxMind key", ["_mmk"], @"\b[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk\b", 3.5),

        // Collaboration
        SecretPatterns.Token("A Figma token", ["figd_"], @"\bfigd_[A-Za-z0-9_\-]{40}", 3.5),
        SecretPatterns.Token("An Airtable token", ["pat"], @"\bpat[A-Za-z0-9]{14}\.[a-f0-9]{64}\b"),
        SecretPatterns.Token("A Contentful token", ["CFPAT-"], @"\bCFPAT-[A-Za-z0-9_\-]{43}"),
        SecretPatterns.Token("A Typeform token", ["tfp_"], @"\btfp_[A-Za-z0-9_\-.=]{59}"),
        SecretPatterns.Token("A ReadMe key", ["rdme_"], @"\brdme_[a-z0-9]{70}\b"),
        SecretPatterns.Token("A Frame.io token", ["fio-u-"], @"\bfio-u-[A-Za-z0-9_\-=]{64}"),
        SecretPatterns.Token(
            "A Microsoft Teams webhook address",
            ["webhook.office.com"],
            @"https?://[a-z0-9\-]+\.webhook\.office\.com/webhookb2/[a-z0-9\-]{36}@[a-z0-9\-]{36}/IncomingWebhook/[a-z0-9]{32}/[a-z0-9\-]{36}"),

        // Commerce, payments and mail
        SecretPatterns.Token("A Brevo key", ["xkeysib-"], @"\bxkeysib-[a-f0-9]{64}-[A-Za-z0-9]{16}\b"),
        SecretPatterns.Token("A Square token", ["EAAA"], @"\bEAAA[A-Za-z0-9_\-]{60}(?:[^A-Za-z0-9_\-]|$)", 3.5),
        SecretPatterns.Token("A Facebook token", ["EAAM", "EAAC"], @"\bEAA[MC][A-Za-z0-9]{100,}\b", 3.5),
        SecretPatterns.Token("A Shippo token", ["shippo_live_", "shippo_test_"], @"\bshippo_(?:live|test)_[a-fA-F0-9]{40}\b"),
        SecretPatterns.Token("An EasyPost key", ["EZAK", "EZTK"], @"\bEZ[AT]K[A-Za-z0-9]{54}\b", 3.5),
        SecretPatterns.Token("A Duffel token", ["duffel_"], @"\bduffel_(?:test|live)_[A-Za-z0-9_\-=]{43}"),
        SecretPatterns.Token("A Flutterwave key", ["FLWSECK"], @"\bFLWSECK(?:_TEST)?-[a-h0-9]{12,32}(?:-X)?\b"),
        SecretPatterns.Token(
            "A Plaid token",
            ["access-sandbox-", "access-development-", "access-production-"],
            @"\baccess-(?:sandbox|development|production)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"),
        SecretPatterns.Token("An Adobe client secret", ["p8e-"], @"\bp8e-[A-Za-z0-9_\-]{32}(?:[^A-Za-z0-9_\-]|$)", 3.0),
    ];
}
