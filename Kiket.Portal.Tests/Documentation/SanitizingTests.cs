using AngleSharp.Dom;
using static Kiket.Portal.Tests.Documentation.Rendering;

namespace Kiket.Portal.Tests.Documentation;

/// <summary>Nothing in a repository can run script, post a form, restyle the page, load a frame or call elsewhere.</summary>
public sealed class SanitizingTests
{
    private static readonly string[] Forbidden =
    [
        "script", "style", "iframe", "frame", "object", "embed", "form", "input", "button", "textarea", "select", "svg", "math",
        "link", "meta", "base", "template", "noscript", "video", "audio", "marquee", "dialog", "portal",
    ];

    private static readonly string[] All =
    [
        "<script>alert(1)</script>", "<ScRiPt src=//x.example></sCrIpT>", "<script\n>alert(1)</script\n>", "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<img src=x onerror=alert(1)>", "<img/src=x/onerror=alert(1)>", "<IMG SRC=\"javascript:alert(1)\">", "<img src=\"x\" onerror\n=\"alert(1)\">",
        "<svg onload=alert(1)>", "<svg><script>alert(1)</script></svg>", "<svg><a xlink:href=\"javascript:alert(1)\"><text>x</text></a></svg>",
        "<svg><style><img src=x onerror=alert(1)></style></svg>", "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>", "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<a href=\"javascript:alert(1)\">x</a>", "<a href=\"JaVaScRiPt:alert(1)\">x</a>", "<a href=\"java\tscript:alert(1)\">x</a>",
        "<a href=\"&#106;avascript:alert(1)\">x</a>", "<a href=\" javascript:alert(1)\">x</a>", "<a href=\"\u0001javascript:alert(1)\">x</a>",
        "<a href=\"vbscript:msgbox(1)\">x</a>", "<a href=\"data:text/html;base64,PHNjcmlwdD4=\">x</a>", "<a href=\"//x.example\" onclick=\"alert(1)\">x</a>",
        "[x](javascript:alert(1))", "[x](JAVASCRIPT:alert(1))", "[x](javascript&colon;alert(1))", "[x](&#x6A;avascript:alert(1))", "<javascript:alert(1)>",
        "[x]: javascript:alert(1)\n\n[x]", "![x](javascript:alert(1))", "![x](data:image/svg+xml,<svg onload=alert(1)>)",
        "[x](https://a.example \"\\\" onclick=alert(1)\")",
        "# x {onclick=alert(1)}", "text {.class style=position:fixed}", "![video](https://www.youtube.com/watch?v=x)",
        "<iframe src=https://x.example></iframe>", "<iframe srcdoc=\"<script>alert(1)</script>\">", "<object data=x.swf>", "<embed src=x.swf>",
        "<form action=https://x.example><input name=password><button>Go</button></form>",
        "<input autofocus onfocus=alert(1)>",
        "<isindex action=javascript:alert(1)>",
        "<style>*{display:none}</style>", "<p style=\"position:fixed;inset:0\">x</p>", "<div style=\"background:url(https://x.example)\">x</div>",
        "<link rel=stylesheet href=https://x.example>", "<meta http-equiv=refresh content=\"0;url=https://x.example\">", "<base href=https://x.example>",
        "<details open ontoggle=alert(1)>", "<body onload=alert(1)>", "<video src=x onerror=alert(1)>",
        "<marquee onstart=alert(1)>", "<template><script>alert(1)</script></template>",
        "<x onclick=alert(1)>y</x>", "<a id=\"blazor-error-ui\">x</a>", "<div id=\"app\" class=\"mud-overlay\">x</div>",
        "<p title='\"><script>alert(1)</script>'>x</p>",
        "<!--><script>alert(1)</script>-->", "<!-- --!><img src=x onerror=alert(1)> -->", "<![CDATA[<script>alert(1)</script>]]>",
        "<?xml <script>alert(1)</script>?>",
        "<textarea><img title=\"</textarea><img src=x onerror=alert(1)>\"></textarea>", "<title><img title=\"</title><img src=x onerror=alert(1)>\"></title>",
        "<select><style></select><img src=x onerror=alert(1)></style>",
        "<xmp><p title=\"</xmp><svg/onload=alert(1)>\">",
        "```\"><script>alert(1)</script>\ncode\n```",
        "```js onclick=alert(1)\n</code></pre><script>alert(1)</script>\n```", "> [!NOTE\"><script>alert(1)</script>]\n> x", "[^<script>]: x\n\ny[^<script>]",
        "<img srcset=\"https://x.example 2x\" src=img/a.png>",
        "<picture><source srcset=https://x.example/a.png><img src=img/a.png></picture>",
        "<a href=https://x.example ping=https://y.example target=_blank>x</a>",
        "<table background=javascript:alert(1)><tr><td background=https://x.example>x</td></tr></table>",
        "<font color=red face=x>y</font>", "<bgsound src=javascript:alert(1)>", "<img dynsrc=javascript:alert(1)>",
        "<img src=\"/files/../account/sign-out\">", "<img src=\"https://tracker.example/p.gif\">",
        "<input type=image src=x onerror=alert(1)>", "<keygen autofocus onfocus=alert(1)>",
    ];

    public static TheoryData<string> Payloads => new(All);

    [Theory]
    [MemberData(nameof(Payloads))]
    [Asvs("V1.3.1")]
    [Asvs("V1.3.5")]
    public void Nothing_that_can_act_is_left(string payload)
    {
        // Alone, in a paragraph, in a cell, in a quote: the parser's state differs in each.
        foreach (var markdown in new[] { payload, "text " + payload, "| a |\n|---|\n| " + payload.Replace('\n', ' ') + " |", "> " + payload, "- " + payload })
        {
            AssertInert(Html(markdown));
        }
    }

    [Fact]
    public void All_payloads_together_are_as_harmless_as_each() => AssertInert(Html(string.Join("\n\n", All)));

    private static void AssertInert(string html)
    {
        var page = Page(html);
        foreach (var element in page.Body!.QuerySelectorAll("*"))
        {
            Assert.DoesNotContain(element.LocalName, Forbidden);
            foreach (var attribute in element.Attributes)
            {
                Assert.False(attribute.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase), html);
                Assert.DoesNotContain(
                    attribute.Name,
                    new[] { "style", "srcset", "srcdoc", "action", "formaction", "ping", "target", "background", "xlink:href", "name" });
            }

            AssertAddresses(element, html);
        }
    }

    private static void AssertAddresses(IElement element, string html)
    {
        if (element.GetAttribute("href") is { } href)
        {
            Assert.True(
                href.StartsWith("https://", StringComparison.Ordinal)
                    || href.StartsWith("mailto:", StringComparison.Ordinal)
                    || href.StartsWith("#user-content-", StringComparison.Ordinal),
                html);
        }

        if (element.GetAttribute("src") is { } source)
        {
            Assert.Matches("^/files/[^.]+\\.", source);
        }

        if (element.Id is { Length: > 0 } id)
        {
            Assert.StartsWith("user-content-", id, StringComparison.Ordinal);
        }

        foreach (var name in element.ClassList)
        {
            Assert.DoesNotContain("mud", name, StringComparison.Ordinal);
        }
    }
}
