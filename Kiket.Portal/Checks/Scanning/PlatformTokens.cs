using static Kiket.Portal.Checks.Scanning.SecretPatterns;

namespace Kiket.Portal.Checks.Scanning;

/// <summary>Tokens of further services by their documented prefix, length and alphabet: model hubs, package registries, clouds, payments.</summary>
internal static class PlatformTokens
{
    public static IReadOnlyList<SecretPattern> All { get; } =
    [
        // Model hubs and language models
        Token("A Hugging Face token", ["api_org_"], @"\bapi_org_[A-Za-z]{34}\b", 3.0),
        Token("An OpenRouter key", ["sk-or-v1-"], @"\bsk-or-v1-[a-f0-9]{64}\b"),
        Token("A Cerebras key", ["csk-"], @"\bcsk-[a-z0-9]{48}\b", 3.5),
        Token("A LangSmith key", ["lsv2_"], @"\blsv2_(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{10}\b"),
        Token("A Pinecone key", ["pcsk_"], @"\bpcsk_[A-Za-z0-9]{5,6}_[A-Za-z0-9]{63}\b", 3.5),
        Token("A Weights & Biases key", ["wandb_v1_"], @"\bwandb_v1_[A-Za-z0-9_]{60,90}\b", 3.5),
        Token("A NVIDIA key", ["nvapi-"], @"\bnvapi-[A-Za-z0-9_\-]{60,70}", 3.5),

        // Package registries
        Token("A crates.io token", ["cio"], @"\bcio[A-Za-z0-9]{32}\b", 3.8),
        Token("A Packagist token", ["packagist_"], @"\bpackagist_[ou][ru]t_[a-f0-9]{68}\b"),
        Token("A Deno token", ["ddp_", "ddw_"], @"\bdd[pw]_[A-Za-z0-9]{36}\b", 3.0),
        Of(ScanRules.KnownToken, "A Sidekiq credential", ["contribsys"], @"\bhttps?://([a-f0-9]{8}:[a-f0-9]{8})@(?:gems|enterprise)\.contribsys\.com", 1, 2.0),
        Of(
            ScanRules.KnownToken,
            "A Sidekiq credential",
            ["CONTRIBSYS__COM"],
            @"BUNDLE_(?:ENTERPRISE|GEMS)__CONTRIBSYS__COM[""']?\s{0,3}[=:]\s{0,3}[""']?([a-f0-9]{8}:[a-f0-9]{8})\b",
            1,
            2.0),

        // Clouds and platforms
        Token("An AWS Bedrock key", ["ABSK"], @"\bABSK[A-Za-z0-9+/]{109,269}={0,2}", 3.5),
        Token("An Azure DevOps token", ["AZDO"], @"\b[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}\b", 3.5),
        Token("An Azure key", ["+ASt", "AzSeA", "+AEh", "+ARm", "ACDb"], @"[A-Za-z0-9+/]{30,76}(?:\+ASt|\+AEh|\+ARm|AzSeA|ACDb)[A-Za-z0-9+/]{4,8}={1,2}", 4.0),
        Token("A Cloudflare token", ["cfut_", "cfat_", "cfk_"], @"\bcf(?:ut|at|k)_[A-Za-z0-9]{40}[a-f0-9]{8}\b", 3.0),
        Token("A ClickHouse key", ["4b1d"], @"\b4b1d[A-Za-z0-9]{38}\b", 3.8),
        Token("A Google refresh token", ["1//0"], @"\b1//0[A-Za-z0-9_\-]{40,120}", 3.5),
        Token("A Firebase server key", [":APA91b"], @"\bAAAA[A-Za-z0-9_\-]{7}:APA91b[A-Za-z0-9_\-]{134}", 3.5),
        Token("A Netlify token", ["nfp_", "nfc_", "nfo_", "nfu_", "nfb_"], @"\bnf[pcoub]_[A-Za-z0-9_]{36}\b", 3.0),
        Token("A Vercel token", ["vcp_", "vci_", "vca_", "vcr_", "vck_"], @"\bvc[piark]_[A-Za-z0-9]{50,70}\b", 3.0),
        Token("A Neon key", ["napi_"], @"\bnapi_[a-z0-9]{60,70}\b", 3.0),
        Token("A Render key", ["rnd_"], @"\brnd_[A-Za-z0-9]{28,40}\b", 3.3),
        Token("A Supabase key", ["sb_secret_"], @"\bsb_secret_[A-Za-z0-9_\-]{31,45}", 3.0),
        Token("A Scaleway access key", ["SCW"], @"\bSCW[A-Z0-9]{17}\b", 3.0),
        Token("A Yandex key", ["AQVN", "YCA", "YCM", "YCN", "YCP"], @"\b(?:AQVN[A-Za-z0-9_\-]{35,38}|YC[A-Za-z0-9_\-]{38})(?:[^A-Za-z0-9_\-]|$)", 3.5),
        Token("A Yandex token", ["t1."], @"\bt1\.[A-Za-z0-9_\-]{50,300}={0,2}\.[A-Za-z0-9_\-]{86}={0,2}", 3.5),
        Token("An Endor key", ["endr+"], @"\bendr\+[A-Za-z0-9\-]{16}\b"),
        Token("A Defined Networking token", ["dnkey-"], @"\bdnkey-[a-z0-9=_\-]{26}-[a-z0-9=_\-]{52}\b"),
        Token("A MongoDB Atlas secret", ["mdb_sa_sk_"], @"\bmdb_sa_sk_[A-Za-z0-9_\-]{30,50}"),
        Token("A legacy Vault token", ["VAULT_TOKEN", "vault_token", "X-Vault-Token"], @"\bs\.[A-Za-z0-9]{24}\b", 3.5),
        Token("A ngrok token", ["ngrok", "NGROK"], @"\b[12][A-Za-z0-9]{26}_[A-Za-z0-9]{21,22}\b", 3.8),
        Token("A SettleMint token", ["sm_pat_", "sm_aat_", "sm_sat_"], @"\bsm_(?:pat|aat|sat)_[A-Za-z0-9]{16}\b", 3.0),

        // Collaboration
        Token("A Discord bot token", ["."], @"\b[MNO][A-Za-z0-9_\-]{23,25}\.[A-Za-z0-9_\-]{6}\.[A-Za-z0-9_\-]{27,38}(?:[^A-Za-z0-9_\-.]|$)", 4.3),
        Token("A Dropbox token", ["sl."], @"\bsl\.(?:u\.)?[A-Za-z0-9\-=_]{130,1200}", 3.5),
        Token("A HubSpot token", ["pat-na", "pat-eu", "pat-ap"], @"\bpat-(?:na|eu|ap)[0-9]-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"),
        Token("An Asana token", ["1/", "2/"], @"\b[12]/[0-9]{15,17}(?:/[0-9]{15,17})?:[0-9a-f]{32}\b"),
        Token("A ClickUp token", ["pk_"], @"\bpk_[0-9]{6,10}_[A-Z0-9]{32}\b", 3.0),
        Token("A Linear token", ["lin_oauth_"], @"\blin_oauth_[a-f0-9]{64}\b"),
        Token("A LinkedIn secret", ["WPL_AP1."], @"\bWPL_AP1\.[A-Za-z0-9]{16}\.[A-Za-z0-9+/]{6}={0,2}"),
        Token("A Notion secret", ["secret_"], @"\bsecret_[A-Za-z0-9]{43}\b", 3.8),
        Token("A Mapbox secret token", ["sk.eyJ"], @"\bsk\.eyJ[A-Za-z0-9_\-]{50,150}\.[A-Za-z0-9_\-]{22}\b", 3.5),
        Token("A WakaTime key", ["waka_"], @"\bwaka_[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"),
        Token("An Intra42 secret", ["s-s4t2"], @"\bs-s4t2(?:ud|af)-[a-f0-9]{64}\b"),
        Token("A Zapier webhook address", ["hooks.zapier.com"], @"https?://(?:www\.)?hooks\.zapier\.com/hooks/catch/[0-9]{4,12}/[A-Za-z0-9]{5,12}"),
        Token("A Mailchimp Transactional key", ["md-"], @"\bmd-[A-Za-z0-9_\-]{22}(?:[^A-Za-z0-9_\-]|$)", 3.5),

        // Monitoring and delivery
        Token("A Grafana key", ["eyJrIjoi"], @"\beyJrIjoi[A-Za-z0-9+/]{70,400}={0,3}", 3.5),
        Token("A LaunchDarkly key", ["sdk-", "api-"], @"\b(?:sdk|api)-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b", 3.0),
        Token("A Rootly token", ["rootly_"], @"\brootly_[a-f0-9]{64}\b"),
        Token("A Resend key", ["re_"], @"\bre_[A-Za-z0-9]{8}_[A-Za-z0-9]{24}\b", 3.8),
        Token("A Brevo key", ["xsmtpsib-"], @"\bxsmtpsib-[a-f0-9]{64}-[A-Za-z0-9]{16}\b"),
        Token("A Twilio key", ["SK"], @"\bSK[0-9a-f]{32}\b", 3.0),
        Of(ScanRules.KnownToken, "An Okta token", ["okta", "OKTA", "Okta"], @"(?i:okta)[^\n]{0,80}?[""'=:\s](00[A-Za-z0-9_\-]{40})(?:[""'\s;,]|$)", 1, 3.5),
        Of(
            ScanRules.KnownToken,
            "A DeepSeek key",
            ["deepseek", "DEEPSEEK", "DeepSeek"],
            @"(?i:deepseek)[^\n]{0,80}?\b(sk-[a-f0-9]{32})\b",
            1,
            3.0),

        // Payments
        Token("A PayPal Braintree token", ["access_token$"], @"\baccess_token\$(?:production|sandbox)\$[0-9a-z]{16}\$[0-9a-f]{32}\b"),
        Of(ScanRules.KnownToken, "A GoCardless token", ["gocardless", "GoCardless", "GOCARDLESS"],
            @"(?i:gocardless)[^\n]{0,80}?\b(live_[A-Za-z0-9\-_=]{40})", 1, 3.0),
        Of(ScanRules.KnownToken, "A Lob key", ["lob", "LOB", "Lob"], @"(?i:lob)[^\n]{0,60}?\b((?:live|test)_(?:pub_)?[a-f0-9]{31,35})\b", 1, 3.0),
        Token("A Facebook token", ["EAA"], @"\bEAA[A-Za-z0-9]{100,300}\b", 3.8),
        Of(ScanRules.KnownToken, "A Twitter bearer token", ["AAAAAAAAAAAAAAAAAAAAAA"], @"\bA{22}[A-Za-z0-9%]{80,120}", entropy: 3.0),
    ];
}
