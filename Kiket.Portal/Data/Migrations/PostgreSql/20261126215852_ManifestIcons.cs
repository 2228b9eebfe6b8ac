using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Kiket.Portal.Data.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class ManifestIcons : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "ManifestIcon",
                table: "Listings",
                type: "character varying(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "IconAddress",
                table: "CommitSnapshots",
                type: "character varying(200)",
                maxLength: 200,
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "ManifestIcon",
                table: "Listings");

            migrationBuilder.DropColumn(
                name: "IconAddress",
                table: "CommitSnapshots");
        }
    }
}
