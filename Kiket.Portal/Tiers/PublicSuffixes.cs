namespace Kiket.Portal.Tiers;

/// <summary>
/// Names under which strangers register: allowing one, or everything below it, allows everybody. A compact
/// extract of the Public Suffix List: every name without a dot counts, and these of two labels or more.
/// A host that one company answers for (googleapis.com) is not here, though others have names below it.
/// </summary>
public static class PublicSuffixes
{
    private static readonly HashSet<string> MultiLabel = new(StringComparer.Ordinal)
    {
        // Country registries.
        "ac.uk", "co.uk", "gov.uk", "ltd.uk", "me.uk", "net.uk", "nhs.uk", "org.uk", "plc.uk", "police.uk", "sch.uk",
        "asn.au", "com.au", "edu.au", "gov.au", "id.au", "net.au", "org.au",
        "ac.nz", "co.nz", "geek.nz", "gen.nz", "govt.nz", "maori.nz", "net.nz", "org.nz", "school.nz",
        "ac.jp", "ad.jp", "co.jp", "ed.jp", "go.jp", "gr.jp", "lg.jp", "ne.jp", "or.jp",
        "ac.in", "co.in", "edu.in", "firm.in", "gen.in", "gov.in", "ind.in", "net.in", "nic.in", "org.in",
        "ac.kr", "co.kr", "go.kr", "ne.kr", "or.kr", "pe.kr", "re.kr",
        "ac.za", "co.za", "gov.za", "net.za", "org.za", "web.za",
        "ac.cn", "com.cn", "edu.cn", "gov.cn", "net.cn", "org.cn",
        "com.hk", "edu.hk", "gov.hk", "idv.hk", "net.hk", "org.hk",
        "com.tw", "edu.tw", "gov.tw", "idv.tw", "net.tw", "org.tw",
        "com.sg", "edu.sg", "gov.sg", "net.sg", "org.sg", "per.sg",
        "com.my", "edu.my", "gov.my", "net.my", "org.my",
        "ac.th", "co.th", "go.th", "in.th", "net.th", "or.th",
        "ac.id", "co.id", "go.id", "my.id", "or.id", "web.id",
        "com.ph", "com.vn", "net.vn", "com.pk", "com.bd", "com.np", "com.lk", "com.kh",
        "com.br", "edu.br", "gov.br", "net.br", "org.br", "com.ar", "net.ar", "org.ar", "com.mx", "gob.mx", "net.mx", "org.mx",
        "com.co", "net.co", "com.pe", "com.ve", "com.uy", "com.py", "com.bo", "com.ec", "com.gt", "com.do", "com.cu", "com.ni", "com.pa", "com.sv", "com.pr",
        "com.tr", "org.tr", "net.tr", "gov.tr", "edu.tr", "co.il", "org.il", "net.il", "ac.il", "gov.il",
        "com.sa", "com.eg", "com.kw", "com.qa", "com.lb", "com.jo", "com.om", "com.bh", "ae.org", "co.ae",
        "com.ng", "co.ke", "or.ke", "co.tz", "co.ug", "co.zw", "co.zm", "com.gh", "com.na", "co.bw", "co.mz", "co.ma", "com.tn", "com.ly",
        "com.ua", "in.ua", "kiev.ua", "net.ua", "org.ua", "com.ru", "msk.ru", "spb.ru", "com.pl", "edu.pl", "gov.pl", "net.pl", "org.pl", "waw.pl",
        "co.at", "or.at", "gv.at", "ac.at", "com.pt", "org.pt", "com.es", "nom.es", "org.es", "asso.fr", "com.fr", "gouv.fr",
        "com.gr", "com.cy", "com.mt", "com.ro", "com.hr", "com.mk", "com.al", "co.rs", "in.rs", "org.rs", "co.hu", "gov.it", "edu.it", "co.it",
        "gc.ca", "on.ca", "qc.ca", "bc.ca", "co.us", "com.de", "co.com", "us.com", "uk.com", "eu.com", "de.com", "jpn.com", "gb.net", "uk.net", "se.net", "eu.org",
        // Places where anybody gets a name of their own.
        "github.io", "githubusercontent.com", "githubpreview.dev", "gitlab.io", "bitbucket.io", "pages.dev", "workers.dev", "r2.dev", "trycloudflare.com",
        "herokuapp.com", "herokussl.com", "netlify.app", "vercel.app", "vercel.dev", "now.sh", "fly.dev", "onrender.com", "railway.app", "up.railway.app",
        "surge.sh", "glitch.me", "repl.co", "replit.app", "replit.dev", "deno.dev", "val.run", "ngrok.io", "ngrok.app", "ngrok.dev", "ngrok-free.app", "loca.lt", "serveo.net",
        "web.app", "firebaseapp.com", "appspot.com", "run.app", "a.run.app", "cloudfunctions.net", "blogspot.com", "withgoogle.com",
        "azurewebsites.net", "azurestaticapps.net", "azurecontainer.io", "azurecontainerapps.io", "azure-api.net", "azureedge.net", "azurefd.net", "cloudapp.net", "cloudapp.azure.com", "trafficmanager.net", "blob.core.windows.net", "file.core.windows.net", "core.windows.net", "windows.net",
        "amazonaws.com", "s3.amazonaws.com", "elb.amazonaws.com", "elasticbeanstalk.com", "cloudfront.net", "awsapprunner.com", "amplifyapp.com", "on.aws", "awsglobalaccelerator.com",
        "digitaloceanspaces.com", "ondigitalocean.app", "linodeobjects.com", "backblazeb2.com", "wasabisys.com", "b-cdn.net", "fastly.net", "global.ssl.fastly.net", "edgekey.net", "akamaized.net", "cdn77.org",
        "wixsite.com", "weebly.com", "webflow.io", "myshopify.com", "hubspotpagebuilder.com",
        "readthedocs.io", "rtfd.io", "stackblitz.io", "codesandbox.io", "csb.app", "hf.space", "streamlit.app", "supabase.co", "neon.tech", "hasura.app", "ts.net",
        "duckdns.org", "dyndns.org", "no-ip.org", "ddns.net", "hopto.org", "zapto.org", "nip.io", "sslip.io", "xip.io", "localtest.me", "lvh.me",
        "notion.site", "neocities.org", "sharepoint.com", "service-now.com", "my.salesforce.com", "force.com", "pythonanywhere.com", "plesk.page", "scw.cloud", "cleverapps.io", "platformsh.site",
    };

    /// <summary>True for a name under which strangers register; <paramref name="host"/> in lower-case ASCII.</summary>
    public static bool Contains(string host) =>
        !host.Contains('.', StringComparison.Ordinal) || MultiLabel.Contains(host);
}
