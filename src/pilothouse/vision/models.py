from django.db import models


class Product(models.Model):
    """What is being built, for whom, and why."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=10)
    name = models.CharField(max_length=200)
    statement = models.TextField(blank=True, default="")
    description = models.TextField(blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("workspace", "key"), name="one_product_by_key"),)
