using Kiket.Portal.Components.Shared;
using Kiket.Portal.Legal;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Docs;

/// <summary>Terms, privacy policy, imprint or contact, as the operator wrote them.</summary>
public sealed partial class LegalPage
{
    private LegalText? _text;
    private bool _isRead;

    [Parameter]
    public string Document { get; set; } = "";

    /// <summary>Null on a live page.</summary>
    [CascadingParameter]
    public HttpContext? Http { get; set; }

    [Inject]
    public required LegalPages Pages { get; init; }

    protected override async Task OnParametersSetAsync()
    {
        _text = await Pages.FindAsync(Document, CancellationToken.None);
        _isRead = true;
        if (_text is null && Http is { Response.HasStarted: false })
        {
            PageStatus.Set(Http, StatusCodes.Status404NotFound);
        }
    }
}
