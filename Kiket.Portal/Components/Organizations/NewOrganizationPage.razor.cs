using System.Globalization;
using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Organizations;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Organizations;

public sealed partial class NewOrganizationPage
{
    private string? _problem;

    [CascadingParameter]
    public HttpContext? Http { get; set; }

    [SupplyParameterFromForm(FormName = "found")]
    public string? Name { get; set; }

    [SupplyParameterFromForm(FormName = "found")]
    public string? Slug { get; set; }

    [Inject]
    public required CreateOrganization Create { get; init; }

    [Inject]
    public required CurrentPerson Person { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private async Task SubmitAsync()
    {
        if (string.IsNullOrWhiteSpace(Slug))
        {
            Slug = OrganizationSlug.Suggest(Name ?? "");
        }

        var created = await Create.RunAsync(Slug, Name ?? "", await Person.RequireAsync(), CancellationToken.None);
        if (created.TryGet(out var organization, out var error))
        {
            Navigation.NavigateTo($"/orgs/{organization.Slug}/settings/members");
        }
        else
        {
            if (Http is not null && error.RetryAfter is { } wait)
            {
                PageStatus.Set(Http, StatusCodes.Status429TooManyRequests);
                Http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            }

            _problem = error.Details is [var detail, ..] ? detail.Message : error.Message;
        }
    }
}
