using System.Buffers;
using System.Text.RegularExpressions;
using Kiket.Portal.Findings;

namespace Kiket.Portal.Checks.Scanning;

/// <summary>One kind of secret.</summary>
/// <param name="Name">For people, as the start of a sentence: <c>A GitHub token</c>.</param>
/// <param name="Keywords">A text without any of them isn't searched, because the search costs much more than finding a word.</param>
/// <param name="Group">The group with the secret itself; 0 for the whole match.</param>
/// <param name="MinEntropy">Bits per character below which a match is a placeholder.</param>
internal sealed record SecretPattern(FindingRule Rule, string Name, SearchValues<string> Keywords, Regex Regex, int Group, double MinEntropy)
{
    public bool IsExact => Rule.Level == FindingLevel.Error || Rule == ScanRules.TestToken;
}

/// <summary>
/// The kinds of secrets to search for, each in the form that its service documents. Without backtracking, so the time
/// only grows with the length of the text.
/// </summary>
internal static class SecretPatterns
{
    /// <summary>Enough for a few thousand characters on a busy machine. A text that takes longer counts as not checked.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    public static IReadOnlyList<SecretPattern> All { get; } =
    [
        Of(ScanRules.PrivateKey, "A private key", ["PRIVATE KEY"], "-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----", entropy: 0),
        Of(ScanRules.PrivateKey, "A PuTTY private key", ["Private-Lines:"], "^Private-Lines: [0-9]+", entropy: 0),
        Of(ScanRules.PrivateKey, "An age private key", ["AGE-SECRET-KEY-1"], "AGE-SECRET-KEY-1[0-9A-Z]{58}"),
        Token("An AWS access key", ["AKIA", "ASIA", "ABIA", "ACCA", "A3T"], @"\b(?:AKIA|ASIA|ABIA|ACCA|A3T[A-Z0-9])[A-Z2-7]{16}\b"),
        Of(
            ScanRules.KnownToken,
            "An AWS secret key",
            ["aws", "AWS", "Aws"],
            @"(?i:aws_?secret_?(?:access_?)?key)[""']?\s{0,3}[:=]\s{0,3}[""']?([A-Za-z0-9/+]{40})(?:[^A-Za-z0-9/+=]|$)",
            1,
            3.8),
        Token("A GitHub token", ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"], @"\bgh[pousr]_[A-Za-z0-9]{36,}\b"),
        Token("A GitHub token", ["github_pat_"], @"\bgithub_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}\b"),
        Token(
            "A GitLab token",
            ["glpat-", "gldt-", "glrt-", "glrtr-", "glptt-", "glsoat-", "glcbt-", "glagent-", "gloas-", "glft-", "glimt-", "glffct-", "GR1348941"],
            @"\b(?:gl(?:pat|dt|rt|rtr|ptt|soat|cbt|agent|oas|ft|imt|ffct)-|GR1348941)[A-Za-z0-9_\-]{20,64}"),
        Token(
            "A Slack token",
            ["xoxb-", "xoxa-", "xoxp-", "xoxr-", "xoxs-", "xoxe-", "xoxo-", "xoxc-", "xoxe."],
            @"\b(?:xoxb-[0-9]{8,14}-[A-Za-z0-9\-]{18,64}|xox[pec](?:-[0-9]{8,14}){3}-[A-Za-z0-9\-]{28,64}"
                + @"|xox[os]-[0-9]+-[0-9]+-[0-9]+-[a-fA-F0-9]{8,64}|xox[ar]-(?:[0-9]-)?[0-9][A-Za-z0-9\-]{9,80}"
                + @"|xoxe(?:\.xox[bp])?-[0-9]-[A-Za-z0-9]{100,180})",
            3.0),
        Token("A Slack cookie", ["xoxd-"], @"\bxoxd-[A-Za-z0-9%/+=_\-]{60,}", 4.0),
        Token("A Slack app token", ["xapp-"], @"\bxapp-[0-9]-[A-Z0-9]{5,15}-[0-9]{5,15}-[a-f0-9]{32,80}\b"),
        Token("A Slack webhook address", ["hooks.slack.com"], @"https?://hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9+/_]{30,90}"),
        Token("A Stripe live key", ["sk_live_", "rk_live_", "sk_prod_", "rk_prod_"], @"\b[sr]k_(?:live|prod)_[A-Za-z0-9]{10,}\b", 2.8),
        Of(ScanRules.TestToken, "A Stripe test key", ["sk_test_", "rk_test_"], @"\b[sr]k_test_[A-Za-z0-9]{10,}\b", entropy: 2.8),
        Token("A Stripe webhook secret", ["whsec_"], @"\bwhsec_[A-Za-z0-9+/]{32,64}={0,2}"),
        Token("A Google API key", ["AIza"], @"\bAIza[A-Za-z0-9_\-]{35}(?:[^A-Za-z0-9_\-]|$)", 3.5),
        Token("A Google OAuth client secret", ["GOCSPX-"], @"\bGOCSPX-[A-Za-z0-9_\-]{28}"),
        Token("A Google OAuth token", ["ya29."], @"\bya29\.[A-Za-z0-9_\-]{30,}"),
        Token("An npm token", ["npm_"], @"\bnpm_[A-Za-z0-9]{36}\b"),
        Of(ScanRules.KnownToken, "An npm token", ["_authToken"], @"_authToken\s{0,3}=\s{0,3}([A-Za-z0-9_\-]{20,})", 1, 3.3),
        Token("A PyPI token", ["pypi-AgE"], @"\bpypi-AgE[A-Za-z0-9_\-]{50,}"),
        Token("A RubyGems key", ["rubygems_"], @"\brubygems_[a-f0-9]{48}\b"),
        Token("A NuGet key", ["oy2"], @"\boy2[a-z0-9]{43}\b"),
        Token("A Docker token", ["dckr_pat_", "dckr_oat_"], @"\bdckr_(?:pat|oat)_[A-Za-z0-9_\-]{27,40}"),
        Token("A SendGrid key", ["SG."], @"\bSG\.[A-Za-z0-9_\-]{20,24}\.[A-Za-z0-9_\-]{39,50}"),
        Of(ScanRules.KnownToken, "A Twilio key", ["twilio", "TWILIO", "Twilio"], @"(?i:twilio)[^\n]{0,80}?\b(SK[0-9a-f]{32})\b", 1, 3.0),
        Of(ScanRules.KnownToken, "A Mailgun key", ["mailgun", "MAILGUN", "Mailgun"], @"(?i:mailgun)[^\n]{0,80}?\b(key-[0-9a-f]{32})\b", 1, 3.0),
        Token("A Mailchimp key", ["-us"], @"\b[0-9a-f]{32}-us[0-9]{1,2}\b"),
        Token("A DigitalOcean token", ["dop_v1_", "doo_v1_", "dor_v1_"], @"\bdo[por]_v1_[a-f0-9]{64}\b"),
        Token("A Shopify token", ["shpat_", "shpca_", "shppa_", "shpss_"], @"\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}\b"),
        Token("A Square token", ["sq0atp-", "sq0csp-"], @"\bsq0(?:atp|csp)-[A-Za-z0-9_\-]{22,43}"),
        Of(ScanRules.KnownToken, "An Azure storage key", ["AccountKey="], @"AccountKey=([A-Za-z0-9+/]{86}==)", 1, 4.0),
        Token("An Atlassian token", ["ATATT3", "ATCTT3"], @"\bAT[AC]TT3[A-Za-z0-9_\-=]{100,}"),
        Token("A Hugging Face token", ["hf_"], @"\bhf_[A-Za-z]{34}\b", 3.5),
        Token("A Vault token", ["hvs.", "hvb."], @"\bhv[sb]\.[A-Za-z0-9_\-]{90,}"),
        Token("A Databricks token", ["dapi"], @"\bdapi[a-f0-9]{32}(?:-[0-9])?\b"),
        Token("A Grafana token", ["glsa_", "glc_"], @"\b(?:glsa_[A-Za-z0-9]{32}_[a-f0-9]{8}|glc_[A-Za-z0-9+/]{32,}={0,2})"),
        Token("A Linear key", ["lin_api_"], @"\blin_api_[A-Za-z0-9]{40}\b"),
        Token("A Notion token", ["ntn_"], @"\bntn_[0-9]{11}[A-Za-z0-9]{35}\b"),
        Token("A Postman key", ["PMAK-"], @"\bPMAK-[a-f0-9]{24}-[a-f0-9]{34}\b"),
        Token("A New Relic key", ["NRAK-"], @"\bNRAK-[A-Z0-9]{27}\b"),
        Token(
            "A Discord webhook address",
            ["discord.com/api/webhooks", "discordapp.com/api/webhooks"],
            @"https?://discord(?:app)?\.com/api/webhooks/[0-9]{17,20}/[A-Za-z0-9_\-]{60,72}"),
        Token("A Telegram bot token", [":AA"], @"\b[0-9]{8,10}:AA[A-Za-z0-9_\-]{33}(?:[^A-Za-z0-9_\-]|$)", 3.5),
        Token("A Kiket token", ["wksp_"], @"\bwksp_[A-Za-z0-9_\-]{24,}"),
        Token("A Kiket telemetry token", ["ktel_"], @"\bktel_[A-Za-z0-9_\-]{40,}"),
        .. ServiceTokens.All,
        .. PlatformTokens.All,
        .. SecretForms.All,
        Of(ScanRules.JsonWebToken, "A signed token (JWT)", ["eyJ"], @"\beyJ[A-Za-z0-9_\-]{10,}\.eyJ[A-Za-z0-9_\-]{10,}\.[A-Za-z0-9_\-]{20,}", entropy: 3.0),
        Of(
            ScanRules.AddressWithPassword,
            "An address with a password",
            ["://"],
            @"\b[a-z][a-z0-9+]{2,20}://[^\s:/@""'<>{}$%]+:([^\s:/@""'<>{}$%]{6,})@[A-Za-z0-9.\-]+",
            1,
            2.0),
        Of(ScanRules.LikelySecret, "Text that looks like a secret", ["key", "secret", "token", "KEY", "SECRET", "TOKEN", "Key", "Secret", "Token"],
            @"(?i:api_?-?key|secret_?-?key|access_?-?key|client_?-?secret|auth_?-?token|access_?-?token|secret|token)[""']?\s{0,5}(?::|=|=>|:=)"
                + @"\s{0,5}[""'`]([^""'`\s]{20,})[""'`]",
            1,
            3.5),
        Of(ScanRules.LikelySecret, "Text that looks like a password", ["passw", "PASSW", "Passw", "pwd", "PWD"],
            @"(?i:password|passwd|pwd)[""']?\s{0,5}(?::|=|=>|:=)\s{0,5}[""'`]([^""'`\s]{8,})[""'`]", 1, 2.7),
        Of(ScanRules.LikelySecret, "Text that looks like a secret", ["KEY=", "SECRET=", "TOKEN=", "PASSWORD="],
            @"\b[A-Z0-9_]{0,40}(?:API_?KEY|SECRET(?:_KEY)?|TOKEN|PASSWORD)=([A-Za-z0-9+/=_\-.~]{20,})(?:\s|$)", 1, 3.5),
        .. SecretForms.Guesses,
    ];

    internal static SecretPattern Token(string name, string[] keywords, string pattern, double entropy = 2.5) =>
        Of(ScanRules.KnownToken, name, keywords, pattern, 0, entropy);

    internal static SecretPattern Of(
        FindingRule rule, string name, string[] keywords, string pattern, int group = 0, double entropy = 2.5, bool anyCase = false) =>
        new(
            rule,
            name,
            SearchValues.Create(keywords, anyCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal),
            new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Limit),
            group,
            entropy);
}
