namespace Kiket.Portal.Checks.Scanning;

/// <summary>The forms in which people leave passwords and tokens, whatever the service: commands, headers, configuration files.</summary>
internal static class SecretForms
{
    /// <summary>Services whose tokens have no prefix. A name with one of them and a long random value is worth a look.</summary>
    private static readonly string[] Services =
    [
        "adafruit", "adobe", "airtable", "algolia", "alibaba", "amplitude", "asana", "atlassian", "auth0", "authress", "beamer", "bitbucket", "bitly",
        "bittrex", "branch", "braintree", "bugsnag", "clickup", "cloudflare", "cloudinary", "codecov", "cohere", "coinbase", "confluence", "confluent",
        "contentful", "coveralls", "datadog", "deepseek", "discord", "drone", "dropbox", "elastic", "etsy", "facebook", "fastly", "finicity", "finnhub",
        "firebase", "flickr", "freshbooks", "freshdesk", "gitter", "gocardless", "heroku", "honeycomb", "hubspot", "instagram", "intercom", "jenkins",
        "jfrog", "artifactory", "jira", "kraken", "kucoin", "launchdarkly", "linear", "linkedin", "lob", "logzio", "looker", "mailchimp", "mailgun",
        "mapbox", "mattermost", "meraki", "messagebird", "message_bird", "mistral", "mixpanel", "netlify", "newrelic", "new_relic", "new-relic",
        "newyorktimes", "nytimes", "okta", "opsgenie", "pagerduty", "paypal", "plaid", "pusher", "rapidapi", "rollbar", "salesforce", "sauce", "segment",
        "sendbird", "sentry", "shodan", "snyk", "sonar", "spotify", "square", "squarespace", "sumologic", "sumo", "telegram", "travis", "trello",
        "twilio", "twitch", "twitter", "typeform", "vercel", "wandb", "webex", "yandex", "yelp", "zapier", "zendesk", "zoom",
    ];

    public static IReadOnlyList<SecretPattern> All { get; } =
    [
        SecretPatterns.Of(
            ScanRules.PasswordInCommand,
            "A password in a curl command",
            ["curl"],
            @"\bcurl\b[^\n]{0,400}?\s(?:-[a-zA-Z]*u|--user|--proxy-user|-U)(?:\s{1,3}|=)?[""']?[^\s:""'$<{]{1,80}:([^\s""'$<{`]{4,200})",
            1,
            2.0),
        SecretPatterns.Of(
            ScanRules.PasswordInCommand,
            "A token in an Authorization header",
            ["authorization"],
            @"(?i:authorization)[""']?\s{0,3}[:=,]?\s{0,3}[""'`]?(?i:bearer|token|apikey|key|ghost|bot)\s{1,3}[""']?([A-Za-z0-9_\-.~+/=]{16,2000})",
            1,
            3.2,
            anyCase: true),
        SecretPatterns.Of(
            ScanRules.PasswordInCommand,
            "A password in a Basic header",
            ["authorization"],
            @"(?i:authorization)[""']?\s{0,3}[:=,]?\s{0,3}[""'`]?(?i:basic)\s{1,3}[""']?([A-Za-z0-9+/]{8,400}={0,2})",
            1,
            2.0,
            anyCase: true),
        SecretPatterns.Of(
            ScanRules.PasswordInCommand,
            "A Basic password in a Docker configuration",
            ["\"auth\""],
            @"""auth""\s{0,3}:\s{0,3}""([A-Za-z0-9+/]{8,400}={0,2})""",
            1,
            2.0),
        SecretPatterns.Of(
            ScanRules.PasswordInCommand,
            "A NuGet password",
            ["ClearTextPassword"],
            @"(?i:key=[""']ClearTextPassword[""']\s{1,5}value=[""'])([^""'%]{4,400})[""']",
            1,
            2.0),
        SecretPatterns.Of(
            ScanRules.PasswordInCommand,
            "An npm password",
            ["_password", "_auth"],
            @"(?:^|[:\s])_(?:password|auth)\s{0,3}=\s{0,3}[""']?([A-Za-z0-9+/]{6,400}={0,2})[""']?\s*$",
            1,
            2.0),
        SecretPatterns.Of(
            ScanRules.PasswordInCommand,
            "A Yarn token",
            ["npmAuthToken", "npmAuthIdent"],
            @"npmAuth(?:Token|Ident)[""']?\s{0,3}:\s{0,3}[""']?([A-Za-z0-9_\-:+/=]{12,400})",
            1,
            2.8),
        SecretPatterns.Of(
            ScanRules.PasswordInCommand,
            "A WordPress secret",
            ["DB_PASSWORD", "_KEY", "_SALT"],
            @"define\s{0,3}\(\s{0,3}[""'](?:DB_PASSWORD|(?:SECURE_)?AUTH_(?:KEY|SALT)|LOGGED_IN_(?:KEY|SALT)|NONCE_(?:KEY|SALT))[""']\s{0,20},\s{0,20}"
                + @"[""']([^""'\\]{4,200})[""']",
            1,
            2.0),
        SecretPatterns.Of(
            ScanRules.PasswordInCommand,
            "A .netrc password",
            ["password"],
            @"\bmachine\s{1,5}\S{1,200}\s{1,5}login\s{1,5}\S{1,200}\s{1,5}password\s{1,5}(\S{4,200})",
            1,
            2.0),
        SecretPatterns.Of(
            ScanRules.PasswordInCommand,
            "A password in a connection string",
            ["password=", "pwd="],
            @"(?i:(?:server|data source|host|address|user id|uid|username|user|initial catalog|database)\s?=[^\n;]{1,200};[^\n]{0,300}?(?:password|pwd)\s?=)"
                + @"([^;""'\s${<%]{4,200})",
            1,
            2.0,
            anyCase: true),
        SecretPatterns.Of(
            ScanRules.PasswordInCommand,
            "A password in a command",
            ["sshpass", "PGPASSWORD=", "MYSQL_PWD=", "mysql", "docker login", "redis-cli", "--password"],
            @"(?:\bsshpass\s{1,3}-p\s{0,3}|\b(?:PGPASSWORD|MYSQL_PWD)=|\bmysql(?:dump|admin)?\b[^\n]{0,200}?\s-p|\bdocker login\b[^\n]{0,200}?\s-p\s{1,3}"
                + @"|\bredis-cli\b[^\n]{0,200}?\s-a\s{1,3}|\s--password[= ])[""']?([^\s""'$<{`\-][^\s""'$<{`]{4,200})",
            1,
            2.5),
    ];

    /// <summary>Names that promise a secret beside a value that looks random.</summary>
    public static IReadOnlyList<SecretPattern> Guesses { get; } =
    [
        SecretPatterns.Of(
            ScanRules.LikelySecret,
            "Text that looks like a password",
            ["passw", "PASSW", "Passw", "pwd", "PWD"],
            @"^\s{0,40}(?:-\s)?[""']?[A-Za-z0-9_.\-]{0,60}(?i:password|passwd|pwd|passphrase)[""']?\s{0,3}[:=]\s{0,3}[""']?"
                + @"([^\s""'#<{$%&*!|>\[(,;]{6,200})[""']?\s*(?:#[^\n]*)?$",
            1,
            2.5),
        SecretPatterns.Of(
            ScanRules.LikelySecret,
            "Text that looks like a service's token",
            Services,
            $@"\b[A-Za-z0-9_.\-]{{0,50}}(?i:{string.Join('|', Services)})[A-Za-z0-9_.\- \t]{{0,40}}[""']?\s{{0,3}}(?:=>|:=|==?|:|,|>|\|\|?)\s{{0,3}}[""'`]?"
                + @"([A-Za-z0-9_\-=.:/+]{16,130})(?:[""'`\s;,<)]|$)",
            1,
            3.2,
            anyCase: true),
    ];
}
