using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Kiket.Portal.Api;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c>, generated from the routes.</summary>
internal static class ApiDocument
{
    public const string Name = "v1";

    private const string TokenScheme = "api_token";

    public static void Configure(OpenApiOptions options)
    {
        options.ShouldInclude = description =>
            description.RelativePath?.StartsWith("api/v1", StringComparison.Ordinal) == true
            && description.HttpMethod != HttpMethods.Head;
        options.AddDocumentTransformer(DescribeAsync);
        options.AddOperationTransformer(CompleteAsync);
    }

    /// <summary>A query parameter that the route reads itself.</summary>
    public static RouteHandlerBuilder Takes(this RouteHandlerBuilder route, string name, string description) =>
        route.WithMetadata(new QueryParameter(name, description));

    public static RouteHandlerBuilder TakesPages(this RouteHandlerBuilder route) =>
        route
            .Takes("page", "The number of the page, starting at 1. The Link header contains the address of the next page.")
            .Takes("per_page", "The number of items per page, 1 to 100.");

    /// <param name="json">A valid body.</param>
    public static RouteHandlerBuilder Example(this RouteHandlerBuilder route, string json) => route.WithMetadata(new BodyExample(json));

    private static Task DescribeAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Kiket extension portal",
            Version = Name,
            Description =
                "[Back to the marketplace](/) · [Publish from a script](/docs/publishing/automate)\n\n"
                + "Publish extensions, install and upgrade them, follow submissions and decide on them, and read registries. "
                + "The JSON is in snake_case. Unknown fields are ignored, and null means not set. "
                + "Send `Authorization: Bearer wksp_…` with a token of your organization. "
                + "A POST can have an `Idempotency-Key` header: sending the request again then returns the first response.",
        };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
        document.Components.SecuritySchemes[TokenScheme] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = "wksp_…",
            Description = "A token from the organization's settings, with the scopes read, publish, install, review or admin.",
        };
        return Task.CompletedTask;
    }

    private static Task CompleteAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        foreach (var query in metadata.OfType<QueryParameter>())
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = query.Name,
                In = ParameterLocation.Query,
                Description = query.Description,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
        }

        if (metadata.OfType<BodyExample>().LastOrDefault() is { } example
            && operation.RequestBody?.Content?.TryGetValue("application/json", out var body) == true)
        {
            body.Example = JsonNode.Parse(example.Json);
        }

        var error = new OpenApiSchemaReference(nameof(ErrorResponse), context.Document);
        if (metadata.OfType<IAuthorizeData>().Any() || metadata.OfType<AuthorizationPolicy>().Any())
        {
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(TokenScheme, context.Document)] = [] }];
            Refuses(operation, StatusCodes.Status401Unauthorized, "The token is missing or invalid.", error);
            Refuses(operation, StatusCodes.Status403Forbidden, "The token doesn't have the scope, or its owner doesn't have the role.", error);
            Refuses(operation, StatusCodes.Status404NotFound, "It doesn't exist, or belongs to another organization.", error);
        }

        Refuses(operation, StatusCodes.Status429TooManyRequests, "Too many calls. Retry-After says when to try again.", error);
        return Task.CompletedTask;
    }

    private static void Refuses(OpenApiOperation operation, int status, string description, IOpenApiSchema error)
    {
        operation.Responses ??= [];
        operation.Responses.TryAdd(status.ToString(CultureInfo.InvariantCulture), new OpenApiResponse
        {
            Description = description,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { ["application/json"] = new() { Schema = error } },
        });
    }

    private sealed record QueryParameter(string Name, string Description);

    private sealed record BodyExample(string Json);
}
