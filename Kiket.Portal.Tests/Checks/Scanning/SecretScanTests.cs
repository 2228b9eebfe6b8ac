using System.Security.Cryptography;
using System.Text;
using Kiket.Portal.Checks.Scanning;

namespace Kiket.Portal.Tests.Checks.Scanning;

/// <summary>Tokens are put together when a test runs, so that no scanner takes this file for a leak.</summary>
public sealed class SecretScanTests
{
    private const string Mixed = "9fQ2xLm7Rk4TzW8vBn3YcH6jDs5GpEa1UoKt0iXqZrMwJyVbNuFeCgPhSdAlO2b7";

    /// <summary>Any key will do here; the portal's own is tried in Secrets/.</summary>
    private static string Print(string secret) => Convert.ToHexStringLower(HMACSHA256.HashData("key"u8, Encoding.UTF8.GetBytes(secret)));

    private static string Upper(int length) => "J7QK3WMZ2VXN5RTB6YHPDGFC4SLAEJ7QK3WMZ2V"[..length];

    private static string Some(int length) => Mixed[..length];

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Hex(int length) => string.Concat(Enumerable.Repeat("3fa94c07d1be682569ae70f4c8b2d153", 8))[..length];

    public static TheoryData<string, string, string> Secrets => new()
    {
        { "S202", "An AWS access key", "aws_id = \"" + "AK" + "IA" + Upper(16) + "\"" },
        { "S202", "An AWS access key", "AS" + "IA" + Upper(16) },
        { "S202", "An AWS secret key", "aws_secret_access_key = " + Some(40) },
        { "S202", "A GitHub token", "token: gh" + "p_" + Some(36) },
        { "S202", "A GitHub token", "gh" + "s_" + Some(40) },
        { "S202", "A GitHub token", "github" + "_pat_" + Some(22) + "_" + Some(59) },
        { "S202", "A GitLab token", "gl" + "pat-" + Some(20) },
        { "S202", "A Slack token", "xox" + "b-123456789012-1234567890123-" + Some(24) },
        { "S202", "A Slack webhook address", "https://hooks." + "slack.com/services/T" + Upper(8) + "/B" + Upper(8) + "/" + Some(24) },
        { "S202", "A Stripe live key", "Stripe.api_key = 'sk" + "_live_" + Some(24) + "'" },
        { "S202", "A Stripe live key", "rk" + "_live_" + Some(24) },
        { "S203", "A Stripe test key", "sk" + "_test_" + Some(24) },
        { "S202", "A Stripe webhook secret", "whs" + "ec_" + Some(32) },
        { "S202", "A Google API key", "key=AI" + "za" + Some(35) },
        { "S202", "A Google OAuth client secret", "GOC" + "SPX-" + Some(28) },
        { "S202", "An npm token", "np" + "m_" + Some(36) },
        { "S202", "An npm token", "//registry.npmjs.org/:_auth" + "Token=" + Some(36) },
        { "S202", "A PyPI token", "py" + "pi-AgEIcHlwaS5vcmc" + Some(60) },
        { "S202", "A SendGrid key", "S" + "G." + Some(22) + "." + Some(43) },
        { "S202", "A DigitalOcean token", "do" + "p_v1_" + Hex(64) },
        { "S202", "A Shopify token", "shp" + "at_" + Hex(32) },
        { "S202", "A Docker token", "dckr" + "_pat_" + Some(27) },
        { "S202", "An Azure storage key", "AccountName=a;Account" + "Key=" + Some(64) + Some(22) + "==" },
        { "S202", "A Kiket token", "wk" + "sp_" + Some(40) },
        { "S202", "A Telegram bot token", "12345678" + "9:AA" + Some(33) },
        { "S202", "An OpenAI key", "OPENAI=sk" + "-proj-" + Some(58) + "T3Blb" + "kFJ" + Some(58) },
        { "S202", "An OpenAI key", "sk" + "-" + Some(20) + "T3Blb" + "kFJ" + Some(20) },
        { "S202", "An Anthropic key", "sk" + "-ant-api03-" + Some(60) + Some(33) + "AA" },
        { "S202", "A Groq key", "gs" + "k_" + Some(52) },
        { "S202", "An Azure client secret", "secret: aB3" + "8Q" + "~" + Some(32) },
        { "S202", "A Cloudflare origin key", "v1" + ".0-" + Hex(24) + "-" + Hex(146) },
        { "S202", "A Fly.io token", "fo" + "1_" + Some(43) },
        { "S202", "A Heroku key", "HR" + "KU-3fa94c07-d1be-6825-69ae-70f4c8b2d153" },
        { "S202", "A Terraform Cloud token", Some(14) + ".atlas" + "v1." + Some(60) + Some(7) },
        { "S202", "A Pulumi token", "pu" + "l-" + Hex(40) },
        { "S202", "A PlanetScale token", "psc" + "ale_pw_" + Some(43) },
        { "S202", "A Supabase token", "sb" + "p_" + Hex(40) },
        { "S202", "A Tailscale key", "ts" + "key-auth-" + Some(12) + "-" + Some(32) },
        { "S202", "A Doppler token", "d" + "p.pt." + Some(43) },
        { "S202", "A Doppler token", "d" + "p.st.dev." + Some(43) },
        { "S202", "A JFrog token", "AK" + "Cp" + Some(60) + Some(9) },
        { "S202", "An Octopus Deploy key", "AP" + "I-" + Upper(26) },
        { "S202", "A Harness token", "pa" + "t." + Some(22) + "." + Hex(24) + "." + Some(20) },
        { "S202", "A CircleCI token", "CCI" + "PAT_" + Some(22) + "_" + Hex(40) },
        { "S202", "A SonarQube token", "sq" + "u_" + Hex(40) },
        { "S202", "A Sourcegraph token", "sg" + "p_local_" + Hex(40) },
        { "S202", "A Dynatrace token", "dt0" + "c01." + Upper(24) + "." + Upper(38) + Upper(26) },
        { "S202", "A Sentry token", "sntr" + "yu_" + Hex(64) },
        { "S202", "A Sentry token", "sntr" + "ys_eyJpYXQiO" + Some(60) + "_" + Some(43) },
        { "S202", "A Figma token", "fig" + "d_" + Some(40) },
        { "S202", "An Airtable token", "pa" + "t" + Some(14) + "." + Hex(64) },
        { "S202", "A Brevo key", "xkey" + "sib-" + Hex(64) + "-" + Some(16) },
        { "S202", "A Plaid token", "access" + "-production-3fa94c07-d1be-6825-69ae-70f4c8b2d153" },
        { "S202", "A Shippo token", "ship" + "po_live_" + Hex(40) },
        { "S206", "Text that looks like a secret", "ENV DATADOG_API_KEY=" + Hex(32) },
        { "S206", "Text that looks like a secret", "export LAUNCHDARKLY_TOKEN=" + Some(40) },
        { "S201", "A private key", "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIEow" + Some(58) + "\n" + Some(64) + "\n-----END RSA " + "PRIVATE KEY-----" },
        { "S201", "A private key", "-----BEGIN RSA " + "PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0A\n\n" + Some(64) },
        { "S201", "A private key", "-----BEGIN OPENSSH " + "PRIVATE KEY-----\n    " + Some(60) + "\n    " + Some(60) },
        { "S201", "A private key", "KEY=\"-----BEGIN " + "PRIVATE KEY-----\" +\n  \"" + Some(64) + "\" +\n  \"" + Some(64) + "\"" },
        { "S201", "A private key", "-----BEGIN PGP " + "PRIVATE KEY BLOCK-----\nVersion: GnuPG v2\n\n" + Some(64) },
        { "S201", "A private key", "{\"private_key\": \"-----BEGIN " + "PRIVATE KEY-----\\nMIIE" + Some(60) + "\\n\"}" },
        { "S202", "A Slack webhook address", "http://hooks." + "slack.com/services/T" + Upper(8) + "/B" + Upper(8) + "/" + Some(24) },
        { "S202", "A Discord webhook address", "http://discord" + ".com/api/webhooks/123456789012345678/" + Some(64) },
        { "S207", "A password in a curl command", "curl -u deploy:" + Some(14) + " https://api.acme.io/v1" },
        { "S207", "A password in a curl command", "curl -sSL --user 'ops:" + Some(12) + "' https://api.acme.io" },
        { "S207", "A token in an Authorization header", "curl -H 'Authorization: Bearer " + Some(32) + "' https://api.acme.io" },
        { "S207", "A token in an Authorization header", "headers = { \"Authorization\": \"token " + Hex(40) + "\" }" },
        { "S207", "A password in a Basic header", "curl -H \"Authorization: Basic " + Base64("deploy:" + Some(14)) + "\" https://api.acme.io" },
        { "S207", "A NuGet password", "<add key=\"ClearTextPassword\" value=\"" + Some(16) + "\" />" },
        { "S207", "An npm password", "//npm.acme.io/:_password=" + Base64(Some(18)) },
        { "S207", "An npm password", "_auth=\"" + Base64("ci:" + Some(18)) + "\"" },
        { "S207", "A WordPress secret", "define( 'DB_PASSWORD', '" + Some(14) + "' );" },
        { "S207", "A WordPress secret", "define('AUTH_KEY',         'q7R!x9Lm2#|{tZ pW^8');" },
        { "S207", "A .netrc password", "machine api.acme.io login deploy password " + Some(14) },
        { "S207", "A password in a connection string", "\"Server=db.acme.io;User Id=app;Password=" + Some(12) + ";\"" },
        { "S207", "A password in a command", "sshpass -p '" + Some(12) + "' ssh ops@acme.io" },
        { "S207", "A Basic password in a Docker configuration", "\"auth\": \"" + Base64("ci:" + Some(18)) + "\"" },
        { "S206", "Text that looks like a password", "  password: " + Some(12) },
        { "S206", "Text that looks like a password", "spring.datasource.password=" + Some(12) },
        { "S206", "Text that looks like a service's token", "algolia_admin_id = \"" + Hex(32) + "\"" },
        { "S202", "A Hugging Face token", "h" + "f_QwErTyUiOpAsDfGhJkLzXcVbNmQaWsEdRf" },
        { "S202", "A Hugging Face token", "api" + "_org_" + "QwErTyUiOpAsDfGhJkLzXcVbNmQaWsEdRf" },
        { "S202", "An Azure DevOps token", Some(60) + Some(16) + "AZ" + "DO" + Some(4) },
        { "S202", "A Netlify token", "nf" + "p_" + Some(36) },
        { "S202", "A HubSpot token", "pat" + "-na1-3fa94c07-d1be-6825-69ae-70f4c8b2d153" },
        { "S202", "A PayPal Braintree token", "access_" + "token$production$3fa94c07d1be6825$" + Hex(32) },
        { "S202", "An OpenRouter key", "sk" + "-or-v1-" + Hex(64) },
        { "S204", "A signed token (JWT)", "ey" + "JhbGciOiJIUzI1NiJ9.ey" + "JzdWIiOiIxMjM0NTY3ODkwIn0." + Some(43) },
        { "S205", "An address with a password", "DATABASE_URL=postgres://app:" + Some(14) + "@db.acme.io:5432/app" },
        { "S206", "Text that looks like a secret", "api_key = \"" + Some(32) + "\"" },
        { "S206", "Text that looks like a secret", "\"client_secret\": \"" + Some(40) + "\"" },
        { "S206", "Text that looks like a password", "password = 'q7R!x9Lm2#'" },
    };

    public static TheoryData<string> Harmless =>
    [
        "aws_id = \"AKIAIOSFODNN7EXAMPLE\"",
        "AKIA" + "AAAAAAAAAAAAAAAA",
        "ghp_" + "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "A PEM file starts with `-----BEGIN " + "PRIVATE KEY-----`, and ends with `-----END " + "PRIVATE KEY-----`.",
        "if (key.startsWith('-----BEGIN RSA " + "PRIVATE KEY-----')) { return parseTheKeyThatWasGivenToThisFunction(key); }",
        "const header = \"-----BEGIN " + "PRIVATE KEY-----\";",
        "-----BEGIN " + "PRIVATE KEY-----\n...\n-----END " + "PRIVATE KEY-----",
        "-----BEGIN " + "PRIVATE KEY-----\nyour private key goes here and nothing else at all\n-----END " + "PRIVATE KEY-----",
        "-----BEGIN " + "PRIVATE KEY-----\nXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX\n-----END " + "PRIVATE KEY-----",
        "xoxb-token-goes-in-this-place",
        "SLACK=xoxp-some-long-user-token",
        "<img src=\"assets/pul-3fa94c07d1be682569ae70f4c8b2d1533fa94c07.png\">",
        "import './chunk-dapi3fa94c07d1be682569ae70f4c8b2d153.js';",
        "\"key\": \"static/3fa94c07d1be682569ae70f4c8b2d153.css\"",
        "curl -u user:password https://api.acme.io",
        "curl -u \"$USER:$TOKEN\" https://api.acme.io",
        "curl -u <user>:<token> https://api.acme.io",
        "curl -u admin: https://api.acme.io",
        "curl -H 'Authorization: Bearer $TOKEN' https://api.acme.io",
        "curl -H \"Authorization: Bearer YOUR_API_TOKEN_0123\" https://api.acme.io",
        "headers['Authorization'] = `Bearer ${token}`",
        "Authorization: Basic dXNlcm5hbWU6cGFzc3dvcmQ=",
        "Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
        "<add key=\"ClearTextPassword\" value=\"%NUGET_PASSWORD%\" />",
        "//npm.acme.io/:_password=${NPM_PASSWORD}",
        "define( 'DB_PASSWORD', 'password_here' );",
        "define( 'AUTH_KEY', 'put your unique phrase here' );",
        "password: <%= ENV['DB_PASSWORD'] %>",
        "  password: string",
        "password: Passwort vergessen?",
        "postgres=Host=db;Username=app;Password=${DB_PASSWORD}",
        "gh" + "p_tooshort",
        "SLACK_TOKEN=xoxb-your-token-here",
        "sk_live_" + "xxxxxxxxxxxxxxxx",
        "sk_live_ is the prefix of a live key",
        "AIza is how Google keys begin",
        "npm_config_registry=https://registry.npmjs.org",
        "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A",
        "-----BEGIN CERTIFICATE-----",
        "-----BEGIN PGP PUBLIC KEY BLOCK-----",
        "api_key = ENV['ALERTS_API_KEY']",
        "api_key: \"${ALERTS_API_KEY}\"",
        "api_key: \"{{ secrets.alerts_api_key }}\"",
        "secret = \"<your secret goes here>\"",
        "token: \"replace-with-your-token-0001\"",
        "const token = \"dev.kiket.ext.slack.notifications\"",
        "secret_key: \"a-very-long-but-readable-name\"",
        "password = 'password'",
        "password: \"changeme123\"",
        "postgres://localhost:5432/app",
        "postgres://user:${PASSWORD}@db.acme.io/app",
        "https://docs.acme.io/api_key/how-to-make-one-of-twenty-characters",
        "integrity sha512-" + "9fQ2xLm7Rk4TzW8vBn3YcH6jDs5GpEa1UoKt0iXqZrMwJyVbNuFeCgPhSdAlO2b7==",
        "commit 3fa94c07d1be682569ae70f4c8b2d1533fa94c07",
        "image: registry.acme.io/app@sha256:3fa94c07d1be682569ae70f4c8b2d1533fa94c07d1be682569ae70f4c8b2d153",
        "API-VERSIONING-AND-DEPRECATIONS",
        "ENV API_TOKEN=${API_TOKEN}",
        "GITHUB_TOKEN=$GITHUB_TOKEN make release-everything",
        "patterns.are_what_this_line_is_about",
        "task-us-east-1-is-a-name-of-a-region-and-of-a-task-definition",
        "eyJhbGciOiJIUzI1NiJ9",
        "",
    ];

    [Theory]
    [MemberData(nameof(Secrets))]
    public void A_secret_is_found_and_shown_by_four_characters_at_most(string rule, string what, string text)
    {
        var hit = Assert.Single(SecretScan.Search($"first line\n{text}\nlast line\n", Print), hit => hit.What == what);

        Assert.Equal((rule, 2), (hit.RuleId, hit.Line));
        Assert.True(hit.Masked.TrimEnd('•').Length <= 4, hit.Masked);
    }

    [Theory]
    [MemberData(nameof(Harmless))]
    public void What_is_no_secret_is_left_alone(string text) => Assert.Empty(SecretScan.Search(text, Print));

    [Theory]
    [InlineData("apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ndata:\n  password: czNjcjN0LWtleS0yMDI2\ntype: Opaque\n", 6)]
    [InlineData("apiVersion: v1\nkind: ConfigMap\ndata:\n  a: czNjcjN0LWtleS0yMDI2\n---\nkind: Secret\nstringData:\n  token: s3cr3t-key-2026\n", 8)]
    [InlineData("{\n  \"kind\": \"Secret\",\n  \"data\": {\n    \"password\": \"czNjcjN0LWtleS0yMDI2\"\n  }\n}\n", 4)]
    [InlineData("production:\n  adapter: postgresql\n  username: app\n  password: correcthorse\n", 4)]
    public void A_file_whose_values_are_secrets_is_found(string text, int line)
    {
        var hit = Assert.Single(SecretScan.Search(text, Print));

        Assert.Equal(("S207", line), (hit.RuleId, hit.Line));
    }

    [Theory]
    [InlineData("kind: Secret\ndata:\n  password: {{ .Values.password | b64enc }}\n")]
    [InlineData("kind: Secret\nstringData:\n  password: \"<password>\"\n  other: changeme\n")]
    [InlineData("kind: Secret\ndata:\n  tls.crt: czNjcjN0LWtleS0yMDI2\n")]
    [InlineData("kind: SecretProviderClass\ndata:\n  objectName: czNjcjN0LWtleS0yMDI2\n")]
    [InlineData("production:\n  adapter: postgresql\n  password: <%= ENV['PASSWORD'] %>\n")]
    [InlineData("test:\n  adapter: postgresql\n  password: password\n")]
    public void Such_a_file_without_secrets_is_left_alone(string text) => Assert.Empty(SecretScan.Search(text, Print));

    [Fact]
    public void The_same_secret_has_the_same_print_and_another_has_another()
    {
        string PrintOf(string token) => SecretScan.Search("gh" + "p_" + token, Print).Single().Print;

        Assert.Equal(PrintOf(Some(36)), PrintOf(Some(36)));
        Assert.NotEqual(PrintOf(Some(36)), PrintOf(Mixed[20..56]));
        Assert.Equal(Print("gh" + "p_" + Some(36)), PrintOf(Some(36)));
    }

    [Fact]
    public void A_key_in_a_binary_is_found_without_a_line()
    {
        byte[] bytes =
        [
            0x7F, 0x45, 0x4C, 0x46, 0, 1, 2, 3, .. Encoding.ASCII.GetBytes("-----BEGIN EC " + "PRIVATE KEY-----\n" + Some(64)), 0, 0, 255,
            .. Encoding.ASCII.GetBytes("gh" + "p_" + Some(36)), 0,
        ];

        var hits = FileScan.Look(bytes, Print).Secrets;

        Assert.Equal(["S201", "S202"], hits.Select(hit => hit.RuleId).Order(StringComparer.Ordinal));
        Assert.All(hits, hit => Assert.Null(hit.Line));
    }

    [Fact]
    public void Utf16_text_is_read_as_text()
    {
        byte[] bytes = [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("a\ngh" + "p_" + Some(36) + "\n")];

        Assert.Equal(2, Assert.Single(FileScan.Look(bytes, Print).Secrets).Line);
    }

    [Fact]
    public void A_megabyte_of_hostile_text_is_searched_to_its_end()
    {
        var text = string.Concat(Enumerable.Repeat("eyJ.eyJ.secret=\"token=AKIA://a:", 30_000)) + "gh" + "p_" + Some(36);

        Assert.Contains(SecretScan.Search(text, Print), hit => hit.What == "A GitHub token");
    }
}
